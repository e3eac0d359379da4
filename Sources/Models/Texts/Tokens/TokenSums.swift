import Domain
import TextEncoding

/// Of each class, how much of each token its rows' texts hold: sums of whole numbers, so that rows give the same in any order and any pieces, and go out
/// again to the last one. What a naive Bayes classifier counts.
package struct TokenSums: Sendable {
    private var classes: [String: SparseSums] = [:]

    /// Of no rows.
    package init() {}

    /// Adds a row's tokens, as often as it came.
    package mutating func add(_ tokens: UnsafeBufferPointer<HashedToken>, of name: String, times: Int = 1) {
        for token in tokens { classes[name, default: SparseSums()].add(Int64(token.weight) * Int64(times), at: token.place) }
    }

    /// These sums, as if other rows had never been added.
    package func subtracting(_ others: TokenSums) -> TokenSums {
        var result = self
        for (name, sums) in others.classes {
            for (place, sum) in sums.sorted { result.classes[name, default: SparseSums()].add(-sum, at: place) }
        }
        return result
    }

    /// Everything so far counts for a share of what it did, rounded to whole numbers.
    package mutating func fade(to share: Double) {
        guard share < 1 else { return }
        for name in classes.keys { classes[name]!.map { Int64((Double($0) * share).rounded()) } }
    }

    /// A class's sums that are not 0, in the order of their places.
    func sorted(_ name: String) -> [(place: UInt32, sum: Int64)] { classes[name]?.sorted ?? [] }
}

/// As bytes: of each class the number of its pairs, and of each pair, in the order of the places, the gap to the place before it and the sum, all as
/// numbers of as many groups of seven bits as they need (LEB128).
extension TokenSums {
    /// - Parameter names: The classes, in the order in which they are written.
    package func encoded(_ names: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for name in names {
            let pairs = sorted(name)
            Self.append(UInt64(pairs.count), to: &bytes)
            var next: UInt32 = 0
            for (place, sum) in pairs {
                Self.append(UInt64(place - next), to: &bytes)
                Self.append(UInt64(max(0, sum)), to: &bytes)
                next = place + 1
            }
        }
        return bytes
    }

    /// - Throws: `Refusal` where the bytes are not those of so many classes.
    package init(encoded bytes: [UInt8], classes names: [String]) throws(Refusal) {
        let fault = Refusal(.failed, what: "the version's sums of tokens are not what its document tells")
        var rest = bytes[...]
        for name in names {
            guard let count = Self.number(&rest), count <= HashedText.tokenCount else { throw fault }
            var (sums, next) = (SparseSums(), UInt64(0))
            for _ in 0..<count {
                guard let gap = Self.number(&rest), let sum = Self.number(&rest), gap < UInt64(HashedText.tokenCount) - next,
                    let sum = Int64(exactly: sum)
                else { throw fault }
                sums.add(sum, at: UInt32(next + gap))
                next += gap + 1
            }
            classes[name] = sums
        }
        guard rest.isEmpty else { throw fault }
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var number = number
        while number >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: number) | 0x80)
            number >>= 7
        }
        bytes.append(UInt8(number))
    }

    private static func number(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var (number, shift) = (UInt64(0), UInt64(0))
        while let byte = bytes.popFirst(), shift < 63 {
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        return nil
    }
}

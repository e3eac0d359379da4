/// A SHA-256 digest: what content-addresses files, tensors, rows and versions.
public struct Digest: Hashable, Sendable, Comparable {
    /// The 32 bytes, as four big-endian words, so that comparing words compares bytes.
    public let words: (UInt64, UInt64, UInt64, UInt64)

    /// - Parameter words: The first holds the first eight bytes.
    public init(words: (UInt64, UInt64, UInt64, UInt64)) {
        self.words = words
    }

    /// - Precondition: `bytes` has 32 elements.
    public init(bytes: some Collection<UInt8>) {
        precondition(bytes.count == 32, "a SHA-256 digest has 32 bytes, not \(bytes.count)")
        var iterator = bytes.makeIterator()
        func word() -> UInt64 {
            var value: UInt64 = 0
            for _ in 0..<8 { value = value << 8 | UInt64(iterator.next()!) }
            return value
        }
        self.words = (word(), word(), word(), word())
    }

    /// Nil unless `hex` is 64 hexadecimal digits.
    public init?(hex: String) {
        let digits = Array(hex.utf8)
        guard digits.count == 64 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(32)
        for index in stride(from: 0, to: 64, by: 2) {
            guard let high = Self.value(of: digits[index]), let low = Self.value(of: digits[index + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(bytes: bytes)
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The 32 bytes in order.
    public var bytes: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
    }

    /// The first twelve hexadecimal digits, for people.
    public var short: String { String(description.prefix(12)) }

    /// Whether all 32 bytes are equal.
    public static func == (left: Digest, right: Digest) -> Bool { left.words == right.words }
    /// By the bytes, the first that differs deciding: the order of their hexadecimal texts.
    public static func < (left: Digest, right: Digest) -> Bool { left.words < right.words }
    /// Mixes in the first eight bytes, which are as random as all of them.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }
}

extension Digest: CustomStringConvertible {
    /// 64 hexadecimal digits, lower case.
    public var description: String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension Digest: Codable {
    /// Reads 64 hexadecimal digits, of upper or lower case.
    ///
    /// - Throws: `DecodingError` for any other text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let hex = try container.decode(String.self)
        guard let digest = Digest(hex: hex) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "'\(hex)' is not 64 hexadecimal digits")
        }
        self = digest
    }

    /// Writes the 64 digits as one text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

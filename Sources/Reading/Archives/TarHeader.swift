/// The 512 bytes before a file's content in a tar (POSIX.1-1988 ustar, GNU tar, and the older form without a magic number).
struct TarHeader {
    static let byteCount = 512

    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        precondition(bytes.count == Self.byteCount, "\(bytes.count) bytes of a tar header")
        self.bytes = bytes
    }

    /// A block of zeros: the archive's end.
    var isEnd: Bool { bytes.allSatisfy { $0 == 0 } }

    /// The sum of the header's bytes, its own field taken for blanks, is what the field says.
    var isIntact: Bool {
        let sum = bytes.indices.reduce(0) { $0 + (148..<156 ~= $1 ? 32 : Int(bytes[$1])) }
        return number(148..<156) == sum
    }

    var type: UInt8 { bytes[156] }

    /// Nil if it is no number, or one that no file has.
    var size: Int? { number(124..<136) }

    /// GNU's sparse files with more than four pieces: whether further blocks of them follow, after the header and after such a block.
    var isExtended: Bool { bytes[482] != 0 }
    static func isExtended(further block: [UInt8]) -> Bool { block[504] != 0 }

    var path: [UInt8] {
        let name = text(0..<100)
        // Only ustar has a prefix here; GNU's magic number ends in blanks, and other things stand in this place.
        guard bytes[257..<263].elementsEqual([0x75, 0x73, 0x74, 0x61, 0x72, 0]) else { return name }
        let prefix = text(345..<500)
        return prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name
    }

    private func text(_ range: Range<Int>) -> [UInt8] { Array(bytes[range].prefix { $0 != 0 }) }

    /// Octal digits between blanks and zeros; or, where the first bit is set, the other bits of all bytes (GNU's form for large ones).
    private func number(_ range: Range<Int>) -> Int? {
        if bytes[range.lowerBound] == 0x80 {
            return bytes[range].dropFirst().reduce(0) { (sum: Int?, byte) in
                sum.flatMap { $0 < 1 << 52 ? $0 << 8 | Int(byte) : nil }
            }
        }
        let digits = bytes[range].drop { $0 == 0x20 }.prefix { $0 != 0 && $0 != 0x20 }
        guard digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 << 3 | Int($1 - UInt8(ascii: "0")) }
    }
}

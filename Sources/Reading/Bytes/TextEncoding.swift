/// How a text's characters are written as bytes, told by its byte order mark or, without one, by where its zero bytes stand.
enum TextEncoding: Equatable {
    case utf8
    case utf16(isBigEndian: Bool)
    case utf32(isBigEndian: Bool)

    /// How many of the first bytes are looked at.
    static let headBytes = 4096
    private static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ bytes: ArraySlice<UInt8>) {
        let head = Array(bytes.prefix(Self.headBytes))
        // UTF-32's mark begins with UTF-16's.
        if head.starts(with: [0xFF, 0xFE, 0, 0]) {
            self = .utf32(isBigEndian: false)
        } else if head.starts(with: [0, 0, 0xFE, 0xFF]) {
            self = .utf32(isBigEndian: true)
        } else if head.starts(with: [0xFF, 0xFE]) {
            self = .utf16(isBigEndian: false)
        } else if head.starts(with: [0xFE, 0xFF]) {
            self = .utf16(isBigEndian: true)
        } else if head.contains(0), !head.starts(with: Self.utf8Mark) {
            let guesses: [Self] = [
                .utf32(isBigEndian: false), .utf32(isBigEndian: true), .utf16(isBigEndian: false), .utf16(isBigEndian: true),
            ]
            self = guesses.first { $0.explains(head) } ?? .utf8
        } else {
            self = .utf8
        }
    }

    /// For people.
    var name: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16: "UTF-16"
        case .utf32: "UTF-32"
        }
    }

    /// As `iconv` calls it.
    var iconvName: String {
        switch self {
        case .utf8: "UTF-8"
        case .utf16(let isBigEndian): isBigEndian ? "UTF-16BE" : "UTF-16LE"
        case .utf32(let isBigEndian): isBigEndian ? "UTF-32BE" : "UTF-32LE"
        }
    }

    /// Bytes of a code unit.
    var width: Int {
        switch self {
        case .utf8: 1
        case .utf16: 2
        case .utf32: 4
        }
    }

    /// The code unit that begins at a byte.
    @inline(__always)
    func unit(_ bytes: UnsafeRawPointer) -> UInt32 {
        switch self {
        case .utf8: UInt32(bytes.load(as: UInt8.self))
        case .utf16(let isBigEndian):
            UInt32(isBigEndian ? UInt16(bigEndian: bytes.loadUnaligned(as: UInt16.self)) : bytes.loadUnaligned(as: UInt16.self))
        case .utf32(let isBigEndian):
            isBigEndian ? UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self)) : bytes.loadUnaligned(as: UInt32.self)
        }
    }

    /// Whether the zero bytes stand where this encoding has them: a quarter of the characters at least are ASCII (delimiters, digits, line
    /// ends are), none is NUL or another control character, some line ends, and every byte that could be a line feed belongs to one. Single NUL bytes in a text of UTF-8 do not look so.
    private func explains(_ head: [UInt8]) -> Bool {
        let count = head.count / width
        guard count >= 2 else { return false }
        var narrow = 0
        var endsLine = false
        for place in 0..<count {
            let unit = head.withUnsafeBytes { self.unit($0.baseAddress! + place * width) }
            guard unit >= 0x20 || [0x09, 0x0A, 0x0D].contains(unit), unit <= 0x10FFFF else { return false }
            if unit == 0x0A || unit == 0x0D { endsLine = true }
            if unit < 0x80 { narrow += 1 }
            let low = head[place * width + (isBigEndian ? width - 1 : 0)]
            if low == 0x0A && unit != 0x0A && unit >> 8 & 0xFF < 0x80 && unit >> 8 & 0xFF >= 0x20 { return false }
        }
        return endsLine && narrow * 4 >= count
    }

    private var isBigEndian: Bool {
        switch self {
        case .utf8: false
        case .utf16(let isBigEndian), .utf32(let isBigEndian): isBigEndian
        }
    }
}

/// The lines that `Golden/lines.py` makes: pieces of many scripts, odd spaces, emoji, broken UTF-8.
struct Lines {
    struct Palette: Decodable {
        var words: [String]
        var specials: [String]
        var spaces: [String]
        var emoji: [String]
        var broken: [String]
        var ranges: [[UInt32]]
        var marks: [[UInt32]]
    }

    private let palette: Palette
    private var random: SplitMix64

    /// The lines of one block.
    static func block(_ number: Int, count: Int, palette: Palette) -> [[UInt8]] {
        var lines = Lines(palette: palette, random: SplitMix64(state: UInt64(number)))
        return (0..<count).map { _ in lines.next() }
    }

    mutating func next() -> [UInt8] {
        if random.below(40) == 0 {
            let piece = piece()
            let times = 20 + random.below(200)
            return Array(repeatElement(piece, count: times).joined())
        }
        var line: [UInt8] = []
        for _ in 0..<random.below(16) {
            line += piece()
            if random.below(3) > 0 { line.append(0x20) }
        }
        return line
    }

    private mutating func piece() -> [UInt8] {
        switch random.below(20) {
        case 0..<7: return Array(pick(palette.words).utf8)
        case 7: return pick(palette.words).utf8.map { (97...122).contains($0) ? $0 - 32 : $0 }
        case 8..<12:
            let span = [pick(palette.ranges)]
            let count = 1 + random.below(6)
            return (0..<count).flatMap { _ in point(span) }
        case 12:
            let letter = random.below(2) > 0 ? [UInt8(97 + random.below(26))] : point(palette.ranges)
            let count = 1 + random.below(4)
            return letter + (0..<count).flatMap { _ in point(palette.marks) }
        case 13: return Array(pick(palette.specials).utf8)
        case 14: return Array(pick(palette.spaces).utf8)
        case 15: return [UInt8(33 + random.below(94))]
        case 16: return random.below(2) > 0 ? [UInt8(random.below(32))] : utf8(UInt32(0x7F + random.below(33)))
        case 17: return Array(pick(palette.emoji).utf8)
        case 18: return bytes(hexadecimal: pick(palette.broken))
        default:
            let point = UInt32(random.below(0x11_0000))
            return (0xD800...0xDFFF).contains(point) ? [0x41] : utf8(point)
        }
    }

    private mutating func pick<Value>(_ values: [Value]) -> Value { values[random.below(values.count)] }

    private mutating func point(_ ranges: [[UInt32]]) -> [UInt8] {
        let range = pick(ranges)
        return utf8(range[0] + UInt32(random.below(Int(range[1] - range[0] + 1))))
    }

    private func utf8(_ point: UInt32) -> [UInt8] { Array(UTF8.encode(Unicode.Scalar(point)!)!) }

    private func bytes(hexadecimal text: String) -> [UInt8] {
        let digits = text.utf8.map { UInt8(String(UnicodeScalar($0)), radix: 16)! }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }
}

/// SplitMix64 (Steele et al. 2014).
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }
}

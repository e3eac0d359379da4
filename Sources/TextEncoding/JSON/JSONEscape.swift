/// One escape of a JSON string: `\n`, `\u00E9`, `\uD83D\uDE00`.
enum JSONEscape {
    /// The code point that the escape at `start` stands for and how many bytes the escape takes; nil where it is none, or half a pair of surrogates.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> (point: UInt32, length: Int)? {
        guard start + 1 < bytes.count else { return nil }
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return (0x22, 2)
        case UInt8(ascii: "\\"): return (0x5C, 2)
        case UInt8(ascii: "/"): return (0x2F, 2)
        case UInt8(ascii: "b"): return (0x08, 2)
        case UInt8(ascii: "f"): return (0x0C, 2)
        case UInt8(ascii: "n"): return (0x0A, 2)
        case UInt8(ascii: "r"): return (0x0D, 2)
        case UInt8(ascii: "t"): return (0x09, 2)
        case UInt8(ascii: "u"): break
        default: return nil
        }
        guard let unit = hexadecimal(bytes, start + 2) else { return nil }
        switch unit {
        case 0xD800...0xDBFF:
            guard start + 7 < bytes.count, bytes[start + 6] == UInt8(ascii: "\\"), bytes[start + 7] == UInt8(ascii: "u"),
                let low = hexadecimal(bytes, start + 8), (0xDC00...0xDFFF).contains(low)
            else { return nil }
            return (0x1_0000 + (unit - 0xD800) << 10 + (low - 0xDC00), 12)
        case 0xDC00...0xDFFF: return nil
        default: return (unit, 6)
        }
    }

    private static func hexadecimal(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var number: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt32(byte - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
            case UInt8(ascii: "A")...UInt8(ascii: "F"): number = number << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
            default: return nil
            }
        }
        return number
    }
}

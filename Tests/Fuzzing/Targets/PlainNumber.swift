import Glibc
import Rows

/// The grammars of numbers, read a byte at a time, and `strtod` for their values.
enum PlainNumber {
    static func scan(_ text: [UInt8]) -> NumberScanner.Finding {
        var rest = text[...]
        _ = take(&rest, "+-")
        let whole = digits(&rest)
        let fraction = take(&rest, ".") ? digits(&rest) : 0
        if whole + fraction > 0, let isWritten = exponent(&rest) {
            guard isWritten, rest.isEmpty else { return .noNumber }
            let value = value(text)
            return value.isFinite ? .number(value) : .infinite
        }
        return switch String(decoding: text.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }, as: UTF8.self).lowercased() {
        case "nan" where signs(text) <= 1: .nan
        case "inf" where signs(text) <= 1, "infinity" where signs(text) <= 1: .infinite
        default: .noNumber
        }
    }

    /// The number at the beginning and how many bytes it takes; nil if none is there. Infinite where it overflows.
    static func json(_ text: [UInt8]) -> (value: Double, count: Int)? {
        var rest = text[...]
        _ = take(&rest, "-")
        if !take(&rest, "0"), digits(&rest) == 0 { return nil }
        if take(&rest, "."), digits(&rest) == 0 { return nil }
        guard exponent(&rest) == true else { return nil }
        return (value(Array(text[..<rest.startIndex])), rest.startIndex)
    }

    static func same(_ left: NumberScanner.Finding, _ right: NumberScanner.Finding) -> Bool {
        if case .number(let left) = left, case .number(let right) = right { return left.bitPattern == right.bitPattern }
        return left == right
    }

    private static func value(_ text: [UInt8]) -> Double { strtod(String(decoding: text, as: UTF8.self), nil) }

    private static func signs(_ text: [UInt8]) -> Int { text.prefix { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }.count }

    private static func take(_ rest: inout ArraySlice<UInt8>, _ any: StaticString) -> Bool {
        guard let byte = rest.first, any.withUTF8Buffer({ $0.contains(byte) }) else { return false }
        rest.removeFirst()
        return true
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>) -> Int {
        let count = rest.prefix { (0x30...0x39).contains($0) }.count
        rest.removeFirst(count)
        return count
    }

    /// False where an exponent has no digits.
    private static func exponent(_ rest: inout ArraySlice<UInt8>) -> Bool? {
        guard take(&rest, "eE") else { return true }
        _ = take(&rest, "+-")
        return digits(&rest) > 0
    }
}

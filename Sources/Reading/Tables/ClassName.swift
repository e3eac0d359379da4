import Rows

/// Names of classes that are whole numbers.
enum ClassName {
    /// Digits with a sign or without, no needless zero in front, no exponent; a fraction of zeros.
    static func isPlainWhole(_ text: String) -> Bool {
        var digits = Array(text.utf8)[...]
        if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
        let whole = digits.prefix { $0 &- UInt8(ascii: "0") < 10 }
        guard !whole.isEmpty, whole.count == 1 || whole.first != UInt8(ascii: "0") else { return false }
        var rest = digits[whole.endIndex...]
        if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst() }
        return rest.allSatisfy { $0 == UInt8(ascii: "0") }
    }

    /// `3` of `3`, `3.0`, `03` and `3e0`; all digits of a longer one; what is not a whole number stays as it is.
    static func wholeNumber(_ text: String) -> String {
        var copy = text
        let finding = copy.withUTF8 { NumberScanner.scan($0.baseAddress!, $0.count) }
        guard case .number(let number) = finding, number.rounded(.towardZero) == number else { return text }
        if abs(number) < 0x1p53 { return "\(Int64(number))" }
        guard isPlainWhole(text) else { return text }
        let sign = text.first == "-" ? "-" : ""
        return sign + text.drop { $0 == "-" || $0 == "+" }.prefix { $0 != "." }
    }
}

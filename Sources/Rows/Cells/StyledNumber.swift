/// Numbers as people write them: `$1,234.50`, `45 %`, `1 234`, `1'234,5`, `(1,200)`, `€ 12`.
///
/// ```
/// number  = [money] [sign] [money] whole [mark digits] [exponent] [%] [money], or all of it in parentheses, which make it negative
/// whole   = digits, or one to three digits and groups of three that one separator divides (two, before the last, in India's form)
/// mark    = a point; a comma where numbers are written with decimal commas
/// ```
/// Separators are blanks, no-break blanks, apostrophes, and of comma and point the one that is not the mark. A percentage is its hundredth, as in
/// spreadsheets. What has letters, dates and ranges are not numbers.
package enum StyledNumber {
    private static let longest = 40

    /// Nil if the text is not such a number, or one that no `Double` holds.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>, decimalComma: Bool) -> Double? {
        guard bytes.count > 0, bytes.count <= longest else { return nil }
        var parser = Parser(String(decoding: bytes, as: UTF8.self).unicodeScalars, decimalComma: decimalComma)
        guard let digits = parser.plain() else { return nil }
        let text = Array(digits.utf8)
        return text.withUnsafeBufferPointer { text in
            guard case .number(let number) = NumberScanner.scan(text.baseAddress!, text.count) else { return nil }
            return number
        }
    }

    /// `1.553`, `-12.345.678`: one to three digits, of which the first is no zero, and groups of three behind points.
    package static func thousands(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
        guard bytes.count >= 5, bytes.contains(UInt8(ascii: ".")) else { return nil }
        let isSigned = bytes[0] == UInt8(ascii: "-") || bytes[0] == UInt8(ascii: "+")
        let groups = bytes[(isSigned ? 1 : 0)...].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...3).contains(groups[0].count), groups[0].first != UInt8(ascii: "0"), groups.dropFirst().allSatisfy({ $0.count == 3 }),
            groups.allSatisfy({ $0.allSatisfy { $0 &- UInt8(ascii: "0") < 10 } })
        else { return nil }
        return read(bytes, decimalComma: true)
    }

    private struct Parser {
        private var rest: Substring.UnicodeScalarView
        private let mark: Unicode.Scalar
        private let group: Unicode.Scalar

        init(_ scalars: String.UnicodeScalarView, decimalComma: Bool) {
            rest = Substring(String(scalars)).unicodeScalars
            (mark, group) = decimalComma ? (",", ".") : (".", ",")
        }

        /// The number as `NumberScanner` reads it.
        mutating func plain() -> String? {
            var negative = false
            var closing = false
            skipBlanks()
            if take("(") { (negative, closing) = (true, true) }
            takeMoney()
            if take("-") || take("\u{2212}") { negative.toggle() } else { _ = take("+") }
            takeMoney()
            guard let whole = whole() else { return nil }
            var text = (negative ? "-" : "") + whole
            if take(mark) {
                let fraction = digits()
                guard !fraction.isEmpty else { return nil }
                text += "." + fraction
            }
            var power = 0
            if let first = rest.first, first == "e" || first == "E" {
                rest.removeFirst()
                let down = take("-")
                if !down { _ = take("+") }
                guard let written = Int(digits()), written <= 400 else { return nil }
                power = down ? -written : written
            }
            skipBlanks()
            if take("%") { power -= 2 }
            takeMoney()
            if closing { guard take(")") else { return nil } }
            skipBlanks()
            guard rest.isEmpty else { return nil }
            return power == 0 ? text : text + "e\(power)"
        }

        private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
            guard rest.first == scalar else { return false }
            rest.removeFirst()
            return true
        }

        private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
            switch scalar.value {
            case 0x20, 0x09, 0xA0, 0x2007, 0x2009, 0x202F: true
            default: false
            }
        }

        private mutating func skipBlanks() { while let first = rest.first, Self.isBlank(first) { rest.removeFirst() } }

        private mutating func digits() -> String {
            var found = ""
            while let first = rest.first, ("0"..."9").contains(first) {
                found.unicodeScalars.append(first)
                rest.removeFirst()
            }
            return found
        }

        private mutating func takeMoney() {
            skipBlanks()
            for sign in StyledNumber.money where rest.starts(with: sign.unicodeScalars) {
                rest.removeFirst(sign.unicodeScalars.count)
                break
            }
            skipBlanks()
        }

        private mutating func whole() -> String? {
            let first = digits()
            guard let separator = rest.first, separator == group || separator == "'" || separator == "\u{2019}" || Self.isBlank(separator)
            else { return first.isEmpty ? (rest.first == mark ? "0" : nil) : first }
            // A blank may also stand before a percent or currency sign.
            var groups = [first]
            while rest.first == separator, let next = rest.dropFirst().first, ("0"..."9").contains(next) {
                rest.removeFirst()
                groups.append(digits())
            }
            guard groups.count > 1 else { return first.isEmpty ? nil : first }
            guard (1...3).contains(first.count), first != "0", !first.hasPrefix("0"), groups.last!.count == 3 else { return nil }
            let inner = groups.dropFirst().dropLast()
            guard inner.allSatisfy({ $0.count == 3 }) || (separator == "," && inner.allSatisfy { $0.count == 2 }) else { return nil }
            return groups.joined()
        }
    }

    private static let money = ["$", "€", "£", "¥", "₹", "₩", "₽", "₺", "USD", "EUR", "GBP", "CHF", "JPY", "US$"]
}

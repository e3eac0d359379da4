import Domain
import Rows

/// Whether a file writes its numbers with decimal commas: no number in it has a point, at least one column's numbers all read as digits, comma,
/// digits, and one of them has other than three digits after the comma (`1,500` alone may be fifteen hundred).
struct DecimalCommas {
    private struct Column {
        var commas = 0
        /// Numbers without a comma.
        var others = 0
        var texts = 0
    }

    private var columns: [Column]
    private var sawPoint = false
    private var sawOtherThanThree = false

    init(columns: Int) { self.columns = [Column](repeating: Column(), count: columns) }

    /// Nothing more can change the finding.
    var isSettled: Bool { sawPoint }

    /// Looks at one row.
    mutating func add(_ cells: UnsafeMutableBufferPointer<Cell>) {
        for (place, raw) in cells.enumerated() {
            let cell = raw.trimmed
            guard cell.count > 0 else { continue }
            if let digits = Self.fraction(cell.bytes) {
                columns[place].commas += 1
                if digits != 3 { sawOtherThanThree = true }
                continue
            }
            switch CellReading(cell, decimalComma: true) {
            case .number:
                columns[place].others += 1
                if cell.bytes.contains(UInt8(ascii: ".")) { sawPoint = true }
            case .styled:
                columns[place].commas += 1
                // `1.553` may be a fraction as well: the settings have to say.
                if StyledNumber.thousands(cell.bytes) != nil { sawPoint = true }
            case .empty, .missing: break
            case .infinite, .boolean, .text: columns[place].texts += 1
            }
        }
    }

    /// What stands before a fraction; nil where the numbers do not tell. Whole numbers may stand among those with commas, and a stray word.
    var mark: DecimalMark? {
        if sawPoint { return .point }
        return sawOtherThanThree && columns.contains { $0.commas > 0 && 9 * $0.texts <= $0.commas + $0.others } ? .comma : nil
    }

    /// Whether the bytes are a sign, digits, a comma and digits.
    static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { fraction(bytes) != nil }

    static func isNumber(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { isNumber($0) }
    }

    /// How many digits stand behind the comma of such a number.
    private static func fraction(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")) else { return nil }
        func areDigits(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
            !part.isEmpty && part.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        }
        var whole = bytes[..<comma]
        if let sign = whole.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { whole = whole.dropFirst() }
        var fraction = bytes[(comma + 1)...]
        if let mark = fraction.firstIndex(where: { $0 | 0x20 == UInt8(ascii: "e") }) {
            var power = fraction[(mark + 1)...]
            if let sign = power.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { power = power.dropFirst() }
            guard areDigits(power) else { return nil }
            fraction = fraction[..<mark]
        }
        return areDigits(whole) && areDigits(fraction) ? fraction.count : nil
    }
}

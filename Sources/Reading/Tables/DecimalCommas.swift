import Domain
import Rows

/// What stands before fractions in a file, by what its numbers prove: `5,54`, `0,467`, `10,0 %` and `1.297,51 €` a comma, `5.54`, `0.467` and
/// `1,297.51` a point; `1.500` and `15,653` nothing, which are fifteen hundred or one and a half.
///
/// Proved is what the columns of numbers prove: those of which nine in ten values are some. Where there are proofs of both, the mark is the point.
struct DecimalCommas {
    private struct Column {
        var commas = 0
        var points = 0
        /// Numbers that prove nothing.
        var others = 0
        var texts = 0

        var isNumeric: Bool { 9 * texts <= commas + points + others }
    }

    /// What one number proves.
    enum Proof {
        case comma
        case point
    }

    private let places: [Int]
    /// One a place.
    private var columns: [Column]
    private var rows = 0

    /// - Parameter places: The columns that are looked at.
    init(places: some Sequence<Int>) {
        self.places = Array(places)
        columns = [Column](repeating: Column(), count: self.places.count)
    }

    /// Nothing more is likely to change the finding.
    var isSettled: Bool { rows >= 10_000 && rows % 1_000 == 0 && columns.contains { $0.points * 10 > rows * 9 } }

    /// Looks at one row.
    mutating func add(_ cells: UnsafeMutableBufferPointer<Cell>) {
        rows += 1
        for (index, place) in places.enumerated() {
            let cell = cells[place].trimmed
            guard cell.count > 0 else { continue }
            switch Self.proof(cell) {
            case .comma: columns[index].commas += 1
            case .point: columns[index].points += 1
            case nil:
                switch CellReading(cell) {
                case .number, .styled: columns[index].others += 1
                case .empty, .missing: break
                case .infinite, .boolean, .text: columns[index].texts += 1
                }
            }
        }
    }

    /// What stands before a fraction; nil where the numbers do not tell.
    var mark: DecimalMark? {
        let numeric = columns.filter(\.isNumeric)
        if numeric.contains(where: { $0.points > 0 }) { return .point }
        return numeric.contains { $0.commas > 0 } ? .comma : nil
    }

    /// What a cell proves; nil where it is no number, has neither mark, or may be read with either.
    static func proof(_ cell: Cell) -> Proof? {
        let hasPoint = cell.bytes.contains(UInt8(ascii: "."))
        let hasComma = cell.bytes.contains(UInt8(ascii: ","))
        guard hasPoint || hasComma, cell.bytes.contains(where: { $0 &- UInt8(ascii: "0") < 10 }) else { return nil }
        let withPoints = isNumber(CellReading(cell))
        let withCommas: Bool
        switch CellReading(cell, decimalComma: true) {
        case .styled: withCommas = true
        // Only a number without a comma is one to the scanner.
        case .number: return hasPoint ? .point : nil
        default: withCommas = false
        }
        if withPoints == withCommas { return nil }
        return withCommas ? .comma : .point
    }

    private static func isNumber(_ reading: CellReading) -> Bool {
        switch reading {
        case .number, .styled: true
        default: false
        }
    }

    /// Whether it is a number only where fractions have commas.
    static func provesComma(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { utf8 in
            guard let start = utf8.baseAddress, utf8.contains(UInt8(ascii: ",")) else { return false }
            return proof(Cell(start: start, count: utf8.count)) == .comma
        }
    }

    /// Whether the bytes are a sign, digits, a comma and digits, and no more.
    static func isPlain(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")) else { return false }
        func areDigits(_ part: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
            !part.isEmpty && part.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        }
        var whole = bytes[..<comma]
        if let sign = whole.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { whole = whole.dropFirst() }
        return areDigits(whole) && areDigits(bytes[(comma + 1)...])
    }

    /// What the numbers of a source's columns say, up to its end.
    ///
    /// - Parameter places: The columns that are looked at.
    static func mark(of source: some RecordSource, places: some Sequence<Int>) throws(Refusal) -> DecimalMark? {
        var commas = DecimalCommas(places: places)
        while !commas.isSettled, let record = try source.next() {
            if record.fault == nil { commas.add(record.cells) }
        }
        // JSON's own numbers have points, whatever its texts have.
        return source.sawBareFraction ? .point : commas.mark
    }
}

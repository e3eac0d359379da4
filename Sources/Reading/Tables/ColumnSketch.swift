import Domain
import Rows

/// What a column's first values look like: enough to tell which one may be the label.
struct ColumnSketch {
    static let rows = 1_000

    private var texts: Set<String> = []
    private var rows = 0
    private var values = 0
    private var numbers = 0
    private var letters = 0
    private var isCounting = true
    private var last = Double.nan

    mutating func add(_ raw: Cell) {
        let cell = raw.trimmed
        rows += 1
        guard cell.count > 0 else { return }
        let reading = CellReading(cell)
        if case .missing = reading { return }
        values += 1
        letters += cell.count
        texts.insert(String(decoding: cell.bytes.prefix(100), as: UTF8.self))
        switch reading {
        case .number(let number), .styled(let number):
            numbers += 1
            if !last.isNaN, number != last + 1 { isCounting = false }
            last = number
        default: isCounting = false
        }
    }

    var distinct: Int { texts.count }
    /// How many of the rows have no value, 0 to 1.
    var missingShare: Double { Double(rows - values) / Double(max(1, rows)) }
    var isNumeric: Bool { 10 * numbers >= 9 * max(1, values) }
    /// Each value is one more than the one before: it counts the rows.
    var countsRows: Bool { isCounting && numbers >= 5 && numbers == rows }
    /// A text that is another in every row.
    var isIdentifier: Bool { !isNumeric && values >= 8 && distinct == values }
    /// Few texts that come again and again, or two values of any kind.
    var isClassLike: Bool {
        if distinct == 2 { return true }
        return !isNumeric && distinct > 1 && (distinct <= max(2, values / 3) || distinct <= 26 && letters <= 2 * values)
    }

    /// The columns of a file's first rows.
    static func of(_ source: some RecordSource) throws(Refusal) -> [ColumnSketch] {
        var sketches = [ColumnSketch](repeating: ColumnSketch(), count: source.columns.count)
        var taken = 0
        while taken < rows, let record = try source.next() {
            guard record.fault == nil else { continue }
            taken += 1
            for place in sketches.indices { sketches[place].add(record.cells[place]) }
        }
        return sketches
    }
}

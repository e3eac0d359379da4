import Domain
import Rows

/// Puts records together into a typed table: each cell to its column, rows that fail aside.
struct TableBuilder {
    private(set) var columns: [ColumnBuilder]
    private(set) var label: LabelBuilder
    private(set) var refused: RefusedRows
    private(set) var rowCount = 0
    /// The line on which each row begins.
    private(set) var lines: [Int32] = []
    /// Where each of the file's columns goes: a place in `columns`, or nowhere.
    private let targets: [(source: Int, column: Int)]
    private let labelSource: Int?

    /// - Parameters:
    ///   - source: Of the records; its columns that no builder is named after are passed over.
    init(columns: [ColumnBuilder], label: LabelBuilder, source: some RecordSource) {
        let fileColumns = source.columns
        refused = RefusedRows(of: source.unit)
        self.columns = columns
        self.label = label
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
        targets = fileColumns.enumerated().compactMap { source, name in
            name.flatMap { places[$0] }.map { (source, $0) }
        }
        labelSource = fileColumns.firstIndex(of: label.name)
    }

    mutating func append(_ record: Record) {
        if let fault = record.fault {
            refused.append(record, reason: fault)
            return
        }
        // The label first: a row without one tells nothing of the columns.
        if let labelSource, let fault = label.append(record.cells[labelSource]) {
            refuse(record, fault.reason(column: label.name, cell: record.cells[labelSource]))
            return
        }
        var isPending = label.isPending
        for (source, target) in targets {
            let cell = record.cells[source]
            switch columns[target].append(cell) {
            case .plain: continue
            case .pending: isPending = true
            case .fault(let fault):
                refuse(record, fault.reason(column: columns[target].name, cell: cell))
                return
            }
        }
        rowCount += 1
        lines.append(Int32(truncatingIfNeeded: record.line))
        if isPending { take(record.line) }
    }

    private mutating func take(_ line: Int) {
        label.take(line: line)
        for place in columns.indices where columns[place].isPending { columns[place].take(line: line) }
    }

    private mutating func refuse(_ record: Record, _ reason: String) {
        refused.append(record, reason: reason)
        for place in columns.indices { columns[place].truncate(to: rowCount) }
        label.truncate(to: rowCount)
    }

    /// Makes room for so many rows in all: growing by doubling touches every page twice, and fresh pages are what costs.
    mutating func reserve(rows: Int) {
        for place in columns.indices { columns[place].reserve(rows: rows) }
        lines.reserveCapacity(rows)
    }

    /// - Parameter schema: Of the columns as they were collected.
    consuming func finish(_ schema: Schema, _ verdict: LabelVerdict) -> (table: ExampleTable, warnings: [String]) {
        let (labels, warnings) = label.finish(verdict, spellings: schema.spellings)
        return (ExampleTable(schema: schema, columns: columns.map { $0.finish() }, labels: labels), warnings)
    }
}

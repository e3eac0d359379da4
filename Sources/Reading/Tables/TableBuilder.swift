import Domain
import Rows

/// Puts records together into a typed table: each cell to its column, rows that fail aside.
struct TableBuilder {
    private(set) var columns: [ColumnBuilder]
    /// One a head.
    private(set) var labels: [LabelBuilder]
    private(set) var refused: RefusedRows
    private(set) var rowCount = 0
    /// The line on which each row begins.
    private(set) var lines: [Int32] = []
    /// Where each of the file's columns goes: a place in `columns`, or nowhere.
    private let targets: [(source: Int, column: Int)]
    /// Of each head the file's column; nil where the file does not have it.
    private let labelSources: [Int?]

    /// - Parameters:
    ///   - source: Of the records; its columns that no builder is named after are passed over.
    init(columns: [ColumnBuilder], labels: [LabelBuilder], source: some RecordSource) {
        let fileColumns = source.columns
        refused = RefusedRows(of: source.unit)
        self.columns = columns
        self.labels = labels
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
        targets = fileColumns.enumerated().compactMap { source, name in
            name.flatMap { places[$0] }.map { (source, $0) }
        }
        labelSources = labels.map { fileColumns.firstIndex(of: $0.name) }
    }

    mutating func append(_ record: Record) {
        if let fault = record.fault {
            refused.append(record, reason: fault)
            return
        }
        // The label first: a row without one tells nothing of the columns.
        if let reason = appendLabels(record) {
            refuse(record, reason)
            return
        }
        var isPending = labels.contains(where: \.isPending)
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

    /// - Returns: Why the row cannot be used. Of several labels it may lack all but one.
    private mutating func appendLabels(_ record: Record) -> String? {
        var missing: String?
        var hasLabel = false
        for (head, source) in labelSources.enumerated() {
            guard let source else {
                labels[head].appendMissing()
                continue
            }
            switch labels[head].append(record.cells[source]) {
            case nil: hasLabel = true
            case .missingLabel where labels.count > 1:
                labels[head].appendMissing()
                missing = missing ?? "none of the labels \(NameList.text(labels.map(\.name))) is there"
            case .some(let fault): return fault.reason(column: labels[head].name, cell: record.cells[source])
            }
        }
        return hasLabel ? nil : missing
    }

    private mutating func take(_ line: Int) {
        for head in labels.indices { labels[head].take(line: line) }
        for place in columns.indices where columns[place].isPending { columns[place].take(line: line) }
    }

    private mutating func refuse(_ record: Record, _ reason: String) {
        refused.append(record, reason: reason)
        for place in columns.indices { columns[place].truncate(to: rowCount) }
        for head in labels.indices { labels[head].truncate(to: rowCount) }
    }

    /// Makes room for so many rows in all: growing by doubling touches every page twice, and fresh pages are what costs.
    mutating func reserve(rows: Int) {
        for place in columns.indices { columns[place].reserve(rows: rows) }
        lines.reserveCapacity(rows)
    }

    /// - Parameter schema: Of the columns as they were collected.
    consuming func finish(_ schema: Schema, _ verdicts: [LabelVerdict]) -> (table: ExampleTable, warnings: [String]) {
        let finished = zip(labels, verdicts).map { $0.finish($1, spellings: schema.spellings) }
        return (
            ExampleTable(schema: schema, columns: columns.map { $0.finish() }, heads: finished.map(\.labels)),
            finished.flatMap(\.warnings)
        )
    }
}

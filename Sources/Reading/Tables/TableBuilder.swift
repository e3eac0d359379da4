import Domain
import Rows

/// Puts records together into a typed table: each cell to its column, rows that fail aside.
struct TableBuilder {
    private(set) var columns: [ColumnBuilder]
    private(set) var label: LabelBuilder
    private(set) var refused = RefusedRows()
    private(set) var rowCount = 0
    /// Where each of the file's columns goes: a place in `columns`, or as below.
    private let targets: [Int]

    private static let nowhere = -1
    private static let toLabel = -2

    /// - Parameters:
    ///   - fileColumns: The file's columns in its order; those that no builder is named after are passed over.
    init(columns: [ColumnBuilder], label: LabelBuilder, fileColumns: [String?]) {
        self.columns = columns
        self.label = label
        let places = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
        targets = fileColumns.map { name in
            guard let name else { return Self.nowhere }
            return name == label.name ? Self.toLabel : places[name] ?? Self.nowhere
        }
    }

    mutating func append(_ record: Record) {
        if let fault = record.fault {
            refused.append(record, reason: fault)
            return
        }
        // All cells are looked at, whatever is wrong with one: the kinds found do not depend on it.
        var reason: String?
        for (place, target) in targets.enumerated() {
            let cell = record.cells[place]
            if target >= 0 {
                if let fault = columns[target].append(cell) {
                    reason = reason ?? fault.reason(column: columns[target].name, cell: cell)
                }
            } else if target == Self.toLabel, let fault = label.append(cell) {
                reason = reason ?? fault.reason(column: label.name, cell: cell)
            }
        }
        guard let reason else {
            rowCount += 1
            return
        }
        refused.append(record, reason: reason)
        for place in columns.indices { columns[place].truncate(to: rowCount) }
        label.truncate(to: rowCount)
    }

    /// Makes room for so many rows in all: growing by doubling touches every page twice, and fresh pages are what costs.
    mutating func reserve(rows: Int) {
        for place in columns.indices { columns[place].reserve(rows: rows) }
    }

    /// The schema that the rows show.
    var schema: Schema {
        Schema(
            columns: columns.map { Schema.Column(name: $0.name, kind: $0.kind) }, label: label.name, task: label.foundTask)
    }

    var needsReading: Bool { label.needsReading || columns.contains(where: \.needsReading) }

    consuming func finish() -> ExampleTable {
        let schema = schema
        return ExampleTable(schema: schema, columns: columns.map { $0.finish() }, labels: label.finish())
    }
}

import Domain
import Rows

/// One JSON object a line (jsonlines.org; RFC 8259), or a document that holds a table: numbers, texts, booleans and null under column names.
/// A name that a row lacks is missing there.
struct JSONFormat: RecordFormat {
    static let endings = [".jsonl", ".ndjson", ".json"]

    /// The name says that a line is a row.
    private let isLines: Bool

    init(ending: String) { isLines = ending != ".json" }

    func open(_ file: InputFile, schema: Schema?, passed: PassedColumns) throws(Refusal) -> JSONSource {
        var passed = passed
        let text = try file.openText()
        let layout = try JSONLayout.find(text, isLines: isLines, file: file)
        if case .table(let table) = layout { return JSONSource(try JSONTableSource(table, file: file), warnings: text.warnings) }
        func rows(_ columns: [String], isGiven: Bool) throws(Refusal) -> JSONRowsSource {
            try JSONRowsSource(layout, file: file, columns: columns, isGiven: isGiven, passed: passed)
        }
        if let schema {
            let names = schema.columns.map(\.name) + schema.heads.map(\.name)
            passed.known = Set(names)
            return JSONSource(try rows(names, isGiven: true), warnings: text.warnings)
        }
        // Which columns there are is known when every row has been seen.
        let names = try rows([], isGiven: false)
        var refused = RefusedRows(of: names.unit)
        var kept = 0
        while let record = try names.next() {
            if let fault = record.fault { refused.append(record, reason: fault) } else { kept += 1 }
        }
        // Without a single good row the reason is not that columns are missing.
        if kept == 0 { try refused.check(kept: 0, maxShare: 0, name: file.name) }
        guard kept > 0 else {
            throw Refusal(
                .invalid,
                what: "the file holds no JSON objects",
                at: file.name,
                fix: "write one object a row, the columns' names in each"
            )
        }
        return JSONSource(try rows(names.columns.compactMap(\.self), isGiven: false), warnings: text.warnings)
    }
}

/// A JSON file's rows, wherever they stand in it.
final class JSONSource: RecordSource {
    private let rows: any RecordSource
    private let said: [String]

    /// - Parameter warnings: What is to be said besides.
    init(_ rows: any RecordSource, warnings: [String]) {
        self.rows = rows
        said = warnings
    }

    var columns: [String?] { rows.columns }
    var unit: RowUnit { rows.unit }
    var warnings: [String] { said + rows.warnings }
    var sawBareFraction: Bool { rows.sawBareFraction }
    var leftOut: Set<String> { rows.leftOut }
    var expandedBytes: Int { rows.expandedBytes }
    var takenBytes: Int { rows.takenBytes }

    func next() throws(Refusal) -> Record? { try rows.next() }
}

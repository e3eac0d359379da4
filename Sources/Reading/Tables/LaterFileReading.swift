import Domain
import Rows

/// Reads a file under the form that the model's first file decided.
struct LaterFileReading<Format: RecordFormat> {
    private let reading: RecordReading<Format>
    private let schema: Schema

    init(_ reading: RecordReading<Format>, schema: Schema) {
        self.reading = reading
        self.schema = schema
    }

    func read() throws(Refusal) -> ReadResult {
        let source = try reading.format.open(reading.file, schema: schema)
        let warnings = try check(source.columns)
        let setting = reading.request.specification.rows.decimal
        let mark = setting ?? schema.decimal ?? .point
        var builder = builder(source, mark)
        try reading.fill(&builder, from: source)
        // What another program wrote may have the other mark: the file's own numbers tell.
        if setting == nil, builder.sawComma, let found = try reading.decimalMark(), found != mark {
            let again = try reading.format.open(reading.file, schema: schema)
            builder = self.builder(again, found)
            try reading.fill(&builder, from: again)
            return try result(builder, again, warnings)
        }
        return try result(builder, source, warnings)
    }

    private func builder(_ source: Format.Source, _ mark: DecimalMark) -> TableBuilder {
        TableBuilder(
            columns: schema.columns.map { ColumnBuilder(name: $0.name, kind: $0.kind, decimalComma: mark == .comma) },
            label: LabelBuilder(
                name: schema.label, task: schema.task, classNames: schema.classNames ?? .wholeNumbers, decimalComma: mark == .comma),
            fileColumns: source.columns)
    }

    private func result(_ builder: consuming TableBuilder, _ source: Format.Source, _ warnings: [String]) throws(Refusal) -> ReadResult {
        let strays = try StrayReport(builder.columns, rows: builder.rowCount, reading.request, name: reading.file.name)
        let verdict = builder.label.verdict(numericShare: reading.request.numericShare)
        return try reading.result(builder, schema, verdict, source, warnings + strays.warnings)
    }

    private func check(_ columns: [String?]) throws(Refusal) -> [String] {
        let needed = schema.columns.map(\.name) + [schema.label]
        let there = Set(columns.compactMap(\.self))
        let missing = needed.filter { !there.contains($0) }
        guard missing.isEmpty else {
            throw Refusal(
                .invalid, what: "the file has no column \(NameList.text(missing))", at: reading.file.name,
                fix: "its columns must be those of the model's first file, in any order")
        }
        let ignored = Set(reading.request.specification.columns.filter { $0.value == .ignore }.keys)
        let known = Set(needed).union(ignored)
        let unknown = columns.compactMap(\.self).filter { !known.contains($0) }
        return unknown.isEmpty ? [] : ["columns that the model does not have are ignored: \(NameList.text(unknown))"]
    }
}

/// Stray cells: values that a column cannot hold. A few are missing values and told of; where there are more than the column's kind allows,
/// the column is not what it was.
struct StrayReport {
    let warnings: [String]

    /// - Throws: `Refusal` naming the column whose values are no longer of its kind.
    init(_ columns: [ColumnBuilder], rows: Int, _ request: ReadRequest, name: String) throws(Refusal) {
        var warnings: [String] = []
        for column in columns where column.strays.count > 0 {
            let census = column.census
            let fitting = column.kind == .boolean ? census.count - column.strays.count : census.numbers
            let what = column.kind == .boolean ? "true or false" : "numbers"
            guard Double(fitting) >= request.numericShare * Double(census.count) else {
                let first = column.strays.first.map { ", first '\($0.text)' in line \($0.line)" } ?? ""
                throw Refusal(
                    .invalid,
                    what: "\(column.strays.count) of \(census.count) values in column '\(column.name)' are not \(what)\(first); "
                        + "at least \(ColumnVerdict.percent(request.numericShare)) must be (inbox.numeric_share)", at: name,
                    fix: "fix these values or leave them empty")
            }
            warnings.append(
                "column '\(column.name)': \(Self.count(column.strays.count, column.kind)) and read as missing: "
                    + column.strays.shown)
        }
        self.warnings = warnings
    }

    private static func count(_ values: Int, _ kind: ColumnKind) -> String {
        let what = kind == .boolean ? "neither true nor false" : values == 1 ? "not a number" : "not numbers"
        return values == 1 ? "1 value is \(what)" : "\(values) values are \(what)"
    }
}

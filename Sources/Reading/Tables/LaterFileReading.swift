import Domain
import Rows

/// Reads a file under the form that the model's first file decided.
struct LaterFileReading<Format: RecordFormat> {
    private let reading: RecordReading<Format>
    private let schema: Schema
    /// Labels that the settings name and the form does not have yet: they begin with the first file that has them.
    private let newLabels: [String]

    init(_ reading: RecordReading<Format>, schema: Schema) {
        self.reading = reading
        self.schema = schema
        let known = Set(schema.columns.map(\.name) + schema.heads.map(\.name))
        newLabels =
            (reading.request.specification.labels?.keys).map { names in
                names.filter { !known.contains($0) }.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            } ?? []
    }

    func read() throws(Refusal) -> ReadResult {
        let source = try open()
        let there = Set(source.columns.compactMap(\.self))
        let warnings = try check(source.columns)
        let new = newLabels.filter(there.contains)
        let setting = reading.request.specification.rows.decimal
        var mark = setting ?? schema.decimal ?? .point
        var builder = builder(source, mark, new.map { ($0, nil) })
        var last = source
        let refusal = reading.filling(&builder, from: source)
        // What another program wrote may have the other mark: the file's own numbers tell. With commas, `1.500` is a number either way.
        if setting == nil, mark == .comma || builder.sawComma, let found = try reading.decimalMark(schema.isNumeric), found != mark {
            mark = found
            last = try open()
            builder = self.builder(last, mark, new.map { ($0, nil) })
            try reading.fill(&builder, from: last)
        } else if let refusal {
            throw refusal
        }
        let verdicts = builder.labels.map { $0.verdict(numericShare: reading.request.numericShare) }
        // A label begins with the first row that has it.
        let begun = schema.heads.count..<builder.labels.count
        let heads = begun.filter { builder.labels[$0].sawLabel }.map {
            reading.request.specification.head(builder.labels[$0].name, verdicts[$0])
        }
        if heads.count < begun.count || begun.contains(where: { verdicts[$0].needsReading }) {
            last = try open()
            builder = self.builder(last, mark, heads.map { ($0.name, $0) })
            try reading.fill(&builder, from: last)
        }
        return try result(builder, heads, last, warnings)
    }

    /// JSON's members are looked for by name: those of further labels, too.
    private func open() throws(Refusal) -> Format.Source {
        var wanted = schema
        wanted.heads += newLabels.map { Schema.Head(name: $0, task: .classification) }
        return try reading.open(schema: wanted)
    }

    /// - Parameter new: Labels behind those of the form, and what is known of them.
    private func builder(_ source: Format.Source, _ mark: DecimalMark, _ new: [(name: String, head: Schema.Head?)]) -> TableBuilder {
        let known = schema.heads.map { head in
            LabelBuilder(
                name: head.name,
                task: head.task,
                classNames: head.classNames ?? .wholeNumbers,
                decimalComma: mark == .comma
            )
        }
        let begun = new.map { name, head in
            LabelBuilder(
                name: name,
                task: head?.task ?? reading.request.specification.task(ofLabel: name),
                classNames: head?.classNames,
                decimalComma: mark == .comma
            )
        }
        return TableBuilder(
            columns: schema.columns.map { ColumnBuilder(name: $0.name, kind: $0.kind, decimalComma: mark == .comma) },
            labels: known + begun,
            source: source
        )
    }

    private func result(
        _ builder: consuming TableBuilder,
        _ begun: [Schema.Head],
        _ source: Format.Source,
        _ warnings: [String]
    ) throws(Refusal) -> ReadResult {
        let empty = builder.columns.filter { !$0.sawValue && $0.strays.count == 0 }.map(\.name)
        let absent = empty.isEmpty ? [] : ["columns without any value in this file: \(NameList.text(empty))"]
        let strays = try StrayReport(builder.columns, source.unit, reading.request, name: reading.file.name)
        let verdicts = builder.labels.map { $0.verdict(numericShare: reading.request.numericShare) }
        var extended = schema
        extended.heads += begun
        if begun.contains(where: { $0.task == .classification }), extended.spellings == nil {
            extended.spellings = reading.request.specification.spellings
        }
        let waiting = newLabels.filter { name in !begun.contains { $0.name == name } }
        let unseen =
            waiting.isEmpty ? absent : absent + ["no file has had these labels of the model's settings yet: \(NameList.text(waiting))"]
        let added = begun.map { "the label '\($0.name)' begins with this file, as \($0.task == .regression ? "a number" : "classes")" }
        return try reading.result(builder, extended, verdicts, source, warnings + added + unseen + strays.warnings)
    }

    private func check(_ columns: [String?]) throws(Refusal) -> [String] {
        let there = Set(columns.compactMap(\.self))
        let labels = schema.heads.map(\.name) + newLabels
        // Of several labels a file need have but one.
        let lacksLabels =
            schema.hasSeveralHeads || !newLabels.isEmpty ? !labels.contains(where: there.contains) : !there.contains(schema.label)
        let missing = schema.columns.map(\.name).filter { !there.contains($0) } + (lacksLabels ? schema.heads.map(\.name) : [])
        let ignored = Set(reading.request.specification.columns.filter { $0.value == .ignore }.keys)
        let known = Set(schema.columns.map(\.name) + labels).union(ignored)
        let unknown = columns.compactMap(\.self).filter { !known.contains($0) }
        guard missing.isEmpty else {
            let meant = missing.prefix(10).compactMap { name in Self.near(name, among: unknown).map { (name, $0) } }
            let pairs = meant.enumerated().map { index, pair in "'\(pair.0)' where \(index == 0 ? "the file" : "it") says '\(pair.1)'" }
            throw Refusal(
                .invalid,
                what: "the file is missing \(missing.count == 1 ? "column" : "columns") \(NameList.text(missing))",
                at: reading.file.name,
                fix: (pairs.isEmpty ? "" : "did you mean \(pairs.joined(separator: ", "))? ")
                    + "the file needs the same columns as the model's first file, in any order"
            )
        }
        return unknown.isEmpty ? [] : ["columns that the model does not have are ignored: \(NameList.text(unknown))"]
    }

    /// The name that may be a slip of this one, or another spelling of it.
    private static func near(_ name: String, among others: [String]) -> String? {
        func letters(_ text: String) -> String { text.lowercased().filter { $0.isLetter || $0.isNumber } }
        return others.first { letters($0) == letters(name) && !letters(name).isEmpty } ?? EditDistance.slip(of: name, among: others)
    }
}

extension Schema {
    /// Whether a column holds numbers: features, or the label of a regression.
    func isNumeric(_ name: String) -> Bool {
        head(named: name).map { heads[$0].task == .regression } ?? columns.contains { $0.name == name && $0.kind == .numeric }
    }
}

/// Stray cells: values that a column cannot hold. A few are missing values and told of; where there are more than the column's kind allows,
/// the column is not what it was.
struct StrayReport {
    let warnings: [String]

    /// Of a column whose kind the settings give, so many of its values must be of that kind.
    private static let givenShare = 0.5

    /// - Throws: `Refusal` naming the column whose values are no longer of its kind.
    init(_ columns: [ColumnBuilder], _ unit: RowUnit, _ request: ReadRequest, name: String) throws(Refusal) {
        var warnings: [String] = []
        for column in columns where column.strays.count > 0 {
            let census = column.census
            let fitting = census.count - column.strays.count
            let what = column.kind.form.plural
            // Whoever says that it is a number knows that others are missing.
            let share =
                request.specification.columns[column.name] == nil ? request.numericShare : min(request.numericShare, Self.givenShare)
            guard Double(fitting) >= share * Double(census.count) else {
                let first = column.strays.first.map { ", first \(RowValue.quoted($0.text)) in \(unit.place($0.line))" } ?? ""
                throw Refusal(
                    .invalid,
                    what: "\(column.strays.count) of \(census.count) values in column '\(column.name)' are not \(what)\(first); "
                        + "at least \(ColumnVerdict.percent(share)) must be\(share == request.numericShare ? " (inbox.numeric_share)" : "")",
                    at: name,
                    fix: "fix these values or leave them empty"
                )
            }
            warnings.append(
                "column '\(column.name)': \(Self.count(column.strays.count, column.kind)); treated as missing: "
                    + column.strays.shown(unit)
            )
        }
        self.warnings = warnings
    }

    private static func count(_ values: Int, _ kind: ColumnKind) -> String {
        let fault = kind.form.fault
        return values == 1 ? "1 value is \(fault.one)" : "\(values) values are \(fault.several)"
    }
}

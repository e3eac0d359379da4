import Domain
import Rows

/// Reads a model's first file: finds the label, the kinds of the columns and how rows count, and tells what was decided and why.
struct FirstFileReading<Format: RecordFormat> {
    private let reading: RecordReading<Format>

    init(_ reading: RecordReading<Format>) { self.reading = reading }

    private var specification: ModelSpecification { reading.request.specification }

    func read() throws(Refusal) -> ReadResult {
        let choices = try reading.labelChoices()
        let choice = choices[0]
        if let pixels = try reading.pixels(of: try reading.open(schema: nil), label: choice.name) {
            if var result = try pixels.read() {
                result.notes = FirstFileNotes.lines(result.table, choices, [LabelVerdict(task: .classification)], ignored: [], repeats: nil)
                return result
            }
        }
        do {
            return try read(choices)
        } catch {
            guard choice.isGuess, error.what.contains("the label '\(choice.name)' is missing") else { throw error }
            var refusal = error
            refusal.fix =
                (error.fix.map { "\($0); " } ?? "")
                + "or, if another column is the label, set the model's 'label': '\(choice.name)' is a guess"
            throw refusal
        }
    }

    private func read(_ choices: [LabelChoice]) throws(Refusal) -> ReadResult {
        var mark = specification.rows.decimal ?? .point
        var source = try reading.open(schema: nil)
        var builder = try builder(source, choices, mark)
        let refusal = reading.filling(&builder, from: source)
        // Too many rows may be refused for their commas alone.
        if specification.rows.decimal == nil, builder.sawComma, try reading.decimalMark() == .comma {
            mark = .comma
            source = try reading.open(schema: nil)
            builder = try self.builder(source, choices, mark)
            try reading.fill(&builder, from: source)
        } else if let refusal {
            throw refusal
        }
        return try decide(builder, source, choices, mark)
    }

    private func builder(_ source: Format.Source, _ choices: [LabelChoice], _ mark: DecimalMark) throws(Refusal) -> TableBuilder {
        let columns = source.columns.compactMap(\.self)
        let absent = specification.columns.filter { $0.value != .ignore && !columns.contains($0.key) }.keys.sorted()
        guard absent.isEmpty else {
            throw Refusal(
                .invalid,
                what: "the file has no column \(NameList.text(absent)), which the model's settings name",
                at: reading.file.name,
                fix: "add it, or change the model's 'columns'"
            )
        }
        let labels = choices.map(\.name)
        let features = columns.filter { !labels.contains($0) && specification.columns[$0] != .ignore }
        guard !features.isEmpty else {
            throw Refusal(
                .invalid,
                what: "the file has no column besides the \(labels.count == 1 ? "label" : "labels") \(NameList.text(labels))",
                at: reading.file.name,
                fix: columns.count > labels.count
                    ? "let the model's 'columns' ignore fewer of them: \(NameList.text(columns.filter { !labels.contains($0) }))"
                    : "add columns to learn from"
            )
        }
        return TableBuilder(
            columns: features.map { ColumnBuilder(name: $0, kind: specification.columns[$0]?.kind, decimalComma: mark == .comma) },
            labels: labels.map { LabelBuilder(name: $0, task: specification.task(ofLabel: $0), decimalComma: mark == .comma) },
            source: source
        )
    }

    /// Labels that the settings name and the file does not have: a slip, or they begin later.
    private func absentLabels(_ schema: Schema) -> [String] {
        let absent = (specification.labels ?? [:]).keys.filter { schema.head(named: $0) == nil }.sorted()
        return absent.isEmpty
            ? []
            : [
                "the file has no row with these labels of the model's settings: \(NameList.text(absent)); each begins with the first file that has it"
            ]
    }

    /// What the settings leave out and the file does not have: a slip, most likely.
    private func unknownIgnored(_ columns: [String?], _ leftOut: Set<String>) -> [String] {
        let there = columns.compactMap(\.self) + leftOut
        let absent = specification.columns.filter { $0.value == .ignore && !there.contains($0.key) }.keys.sorted()
        guard !absent.isEmpty else { return [] }
        let meant = absent.compactMap { EditDistance.slip(of: $0, among: there) }
        return [
            "the settings ignore columns that the file does not have: \(NameList.text(absent))"
                + (meant.isEmpty ? "" : "; did you mean \(NameList.text(meant))?")
        ]
    }

    private func decide(
        _ builder: consuming TableBuilder,
        _ source: Format.Source,
        _ choices: [LabelChoice],
        _ mark: DecimalMark
    ) throws(Refusal) -> ReadResult {
        let share = reading.request.numericShare
        let columns = builder.columns
        let verdicts = columns.map { $0.isGiven ? nil : ColumnVerdict($0, numericShare: share, unit: source.unit) }
        // A label begins with the first row that has it.
        let begun = builder.labels.indices.filter { builder.labels.count == 1 || builder.labels[$0].sawLabel }
        let lacksLabels = begun.count < builder.labels.count
        let choices = begun.map { choices[$0] }
        let labelVerdicts = begun.map { builder.labels[$0].verdict(numericShare: share) }
        var schema = Schema(
            columns: zip(columns, verdicts).map { Schema.Column(name: $0.name, kind: $1?.kind ?? $0.kind) },
            heads: zip(choices, labelVerdicts).map { specification.head($0.name, $1) },
            spellings: labelVerdicts.contains { $0.task == .classification } ? specification.spellings : nil,
            decimal: mark == .comma ? .comma : nil
        )
        let remarks = FirstFileRemarks(
            columns,
            verdicts,
            specification,
            choices,
            labelVerdicts,
            begun.map { builder.labels[$0] },
            rows: builder.rowCount,
            unit: source.unit
        )
        var collected = builder
        var reread = source
        if lacksLabels || labelVerdicts.contains(where: \.needsReading) || verdicts.contains(where: { $0?.needsReading == true }) {
            reread = try reading.open(schema: nil)
            collected = TableBuilder(
                columns: schema.columns.map { ColumnBuilder(name: $0.name, kind: $0.kind, decimalComma: mark == .comma) },
                labels: schema.heads.map {
                    LabelBuilder(name: $0.name, task: $0.task, classNames: $0.classNames, decimalComma: mark == .comma)
                },
                source: reread
            )
            try reading.fill(&collected, from: reread)
        }
        let strays = try StrayReport(collected.columns, reread.unit, reading.request, name: reading.file.name)
        let final = collected.labels.map { $0.verdict(numericShare: share) }
        var result = try reading.result(
            collected,
            schema,
            final,
            reread,
            unknownIgnored(source.columns, reread.leftOut) + absentLabels(schema) + remarks.warnings + strays.warnings
        )
        result.remarks += FirstFileRemarks.rareClasses(result.table)
        let repeats = Repeats(result.table)
        schema.repeated = specification.rows.repeated ?? repeats.rule
        schema.isCoarse = schema.repeated == .count && repeats.isCoarse ? true : nil
        result.table.schema = schema
        result.notes = FirstFileNotes.lines(
            result.table,
            choices,
            labelVerdicts,
            ignored: source.columns.compactMap(\.self).filter { specification.columns[$0] == .ignore },
            repeats: (repeats, specification.rows.repeated != nil)
        )
        return result
    }
}

extension TableBuilder {
    /// Some value was written with a comma between digits.
    var sawComma: Bool { labels.contains(where: \.sawComma) || columns.contains(where: \.sawComma) }
}

extension ModelSpecification {
    /// What the settings say of a label's task; nil: nothing.
    func task(ofLabel name: String) -> Task? {
        labels?[name]?.task ?? task ?? columns[name].map { $0 == .numeric ? .regression : .classification }
    }

    /// A label's head, as it was found.
    func head(_ name: String, _ verdict: LabelVerdict) -> Schema.Head {
        Schema.Head(name: name, task: verdict.task, classNames: verdict.classNames)
    }
}

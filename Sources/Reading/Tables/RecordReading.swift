import Domain
import Rows
import Threads

/// Reads a file of records into a table: under the model's form, or as its first file, which decides it.
struct RecordReading<Format: RecordFormat> {
    let format: Format
    let file: InputFile
    let request: ReadRequest

    /// Rows after which their number in all is estimated.
    private static var sample: Int { 1024 }

    func read() throws(Refusal) -> ReadResult {
        guard let schema = request.schema else { return try FirstFileReading(self).read() }
        return schema.image == nil ? try LaterFileReading(self, schema: schema).read() : try readImages(schema)
    }

    /// The file's records from the beginning.
    func open(schema: Schema?) throws(Refusal) -> Format.Source {
        try format.open(
            file,
            schema: schema,
            passed: PassedColumns(ignored: Set(request.specification.columns.filter { $0.value == .ignore }.keys))
        )
    }

    /// For a model of images: rows of pixels.
    private func readImages(_ schema: Schema) throws(Refusal) -> ReadResult {
        let choice = try labelChoice(request.specification.label)
        guard let reading = try pixels(of: try open(schema: nil), label: choice.name), let result = try reading.read() else {
            throw Refusal(
                .invalid,
                what: "the file is a table, but the model learns images of \(schema.image?.description ?? "")",
                at: file.name,
                fix: "drop it into another model, or give the columns of pixels as pixel0, pixel1 …, and a label"
            )
        }
        return result
    }

    /// Which columns are the labels of a file that no schema tells it of.
    func labelChoices() throws(Refusal) -> [LabelChoice] {
        guard let labels = request.specification.labels else { return [try labelChoice(request.specification.label)] }
        let names = labels.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        // Others begin with the first file that has them.
        let there = Set(try open(schema: nil).columns.compactMap(\.self))
        guard names.contains(where: there.contains) else {
            throw Refusal(
                .invalid,
                what: "the file has none of the labels in the model's settings: \(NameList.text(names))",
                at: file.name,
                fix: "add one, or change the model's 'labels'"
            )
        }
        var choices: [LabelChoice] = []
        for name in names where there.contains(name) { choices.append(try labelChoice(name)) }
        return choices
    }

    /// - Parameter setting: The column that the settings name.
    private func labelChoice(_ setting: String?) throws(Refusal) -> LabelChoice {
        let source = try open(schema: nil)
        guard source.columns.contains(where: { $0 != nil }) else {
            throw Refusal(.invalid, what: "the file has no columns", at: file.name, fix: "name them in the first line")
        }
        let specification = request.specification
        let sketches = try ColumnSketch.of(source)
        return try LabelChoice(
            source.columns,
            sketches,
            setting: setting,
            former: request.formerLabel,
            ignored: Set(specification.columns.filter { $0.value == .ignore }.keys),
            file: file.name
        )
    }

    /// The way to read the rows as images; nil if they are none, as far as columns tell.
    func pixels(of source: Format.Source, label: String) throws(Refusal) -> PixelTableReading<Format.Source>? {
        let specification = request.specification
        let names = source.columns.compactMap(\.self)
        let wanted = request.schema?.image ?? specification.network.image
        // Kinds in the settings, or a number to predict: a table is meant.
        guard names.count > 1,
            request.schema != nil || specification.columns.isEmpty && specification.task != .regression && specification.labels == nil
        else {
            return nil
        }
        let features = names.filter { $0 != label }
        let known = wanted.flatMap { PixelColumns(counting: features, of: $0) }
        guard let place = source.columns.firstIndex(of: label), let columns = known ?? PixelColumns(named: features) else { return nil }
        return PixelTableReading(
            source: source,
            file: file,
            request: request,
            columns: columns,
            label: place,
            target: try ImageTarget(request, name: file.name),
            isGuess: wanted == nil
        )
    }

    /// What the file's own numbers say of the mark before a fraction.
    ///
    /// - Parameter isAsked: Whether a column's numbers count.
    func decimalMark(_ isAsked: (String) -> Bool = { _ in true }) throws(Refusal) -> DecimalMark? {
        let source = try open(schema: request.schema)
        let places = source.columns.indices.filter { source.columns[$0].map(isAsked) ?? false }
        return try DecimalCommas.mark(of: source, places: places)
    }

    /// As `fill`; why the file is refused is the result, since it may be read otherwise.
    func filling(_ builder: inout TableBuilder, from source: Format.Source) -> Refusal? {
        do throws(Refusal) {
            try fill(&builder, from: source)
            return nil
        } catch {
            return error
        }
    }

    func fill(_ builder: inout TableBuilder, from source: Format.Source) throws(Refusal) {
        let limit = file.limits.rows
        let cells = file.limits.cells(inFileOf: try file.byteCount())
        let columns = builder.columns.count + builder.labels.count
        // Both bounds in one comparison.
        let most = min(limit, cells / columns)
        while let record = try source.next() {
            builder.append(record)
            if builder.rowCount % Self.sample == 0 { WorkPulse.beat() }
            if builder.rowCount == Self.sample && file.compression == .none {
                // By the bytes of the first rows; room that is not filled costs addresses, not memory.
                let rows = try file.byteCount() / max(1, source.takenBytes / Self.sample)
                builder.reserve(rows: min(limit, rows + rows / 64))
            }
            guard builder.rowCount + builder.refused.count <= most else {
                guard most == limit else {
                    throw Refusal(
                        .tooLarge,
                        what: "the table has more than \(cells) cells (rows times \(columns) columns), for a file of its size",
                        at: file.name,
                        fix: file.compression == .none ? "split it" : "split it, or drop it without its compression"
                    )
                }
                throw Refusal(
                    .tooLarge,
                    what: "the file has more than \(limit) rows",
                    at: file.name,
                    fix: "split it, or raise the limit (inbox.rows)"
                )
            }
        }
        guard builder.rowCount + builder.refused.count > 0 else {
            throw Refusal(.invalid, what: "the file has column names and no rows", at: file.name, fix: "put rows under the names")
        }
        try builder.refused.check(kept: builder.rowCount, maxShare: request.maxRefusedShare, name: file.name)
    }

    /// - Parameters:
    ///   - schema: Of the columns as the builder collected them.
    ///   - warnings: Besides the source's own.
    func result(
        _ builder: consuming TableBuilder,
        _ schema: Schema,
        _ verdicts: [LabelVerdict],
        _ source: Format.Source,
        _ warnings: [String]
    ) throws(Refusal) -> ReadResult {
        let refused = builder.refused
        let lines = builder.lines
        let (table, spellings) = builder.finish(schema, verdicts)
        return ReadResult(
            table: table,
            refused: refused.rows,
            refusedCount: refused.count,
            unit: source.unit,
            remarks: source.warnings + warnings + spellings + FarValues.warnings(table, lines: lines, source.unit),
            fileBytes: try file.byteCount(),
            expandedBytes: source.expandedBytes
        )
    }
}

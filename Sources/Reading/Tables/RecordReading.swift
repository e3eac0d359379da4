import Domain
import Rows

/// Reads a file of records into a table: under the schema given, or under the one that its values show.
struct RecordReading<Format: RecordFormat> {
    let format: Format
    let file: InputFile
    let request: ReadRequest

    /// Rows after which their number in all is estimated.
    private static var sample: Int { 1024 }

    func read() throws(Refusal) -> ReadResult {
        if let schema = request.schema {
            return schema.image == nil ? try read(under: schema, found: []) : try readImages()
        }
        let inference = SchemaInference(specification: request.specification, name: file.name)
        var source = try format.open(file, schema: nil)
        if let reading = try pixels(of: source, inference) {
            if let result = try reading.read() { return result }
            source = try format.open(file, schema: nil)
        }
        var builder = try inference.builder(for: source.columns)
        try fill(&builder, from: source)
        let remarks = inference.remarks(on: builder)
        // Some value showed late what its column is: now that all kinds are known, from the beginning.
        if builder.needsReading { return try read(under: builder.schema, found: remarks) }
        return try result(builder, source, remarks)
    }

    /// For a model of images: rows of pixels.
    private func readImages() throws(Refusal) -> ReadResult {
        let source = try format.open(file, schema: nil)
        let inference = SchemaInference(specification: request.specification, name: file.name)
        guard let reading = try pixels(of: source, inference), let result = try reading.read() else {
            let shape = request.schema?.image?.description ?? ""
            throw Refusal(
                .invalid, what: "the file is a table, the model learns images of \(shape)", at: file.name,
                fix: "drop it for another model, or give the columns of pixels as pixel0, pixel1 …, and a label")
        }
        return result
    }

    /// The way to read the rows as images; nil if they are none, as far as columns tell.
    private func pixels(of source: Format.Source, _ inference: SchemaInference) throws(Refusal) -> PixelTableReading<Format.Source>? {
        let specification = request.specification
        let names = source.columns.compactMap(\.self)
        let wanted = request.schema?.image ?? specification.network.image
        // Kinds in the settings, or a number to predict: a table is meant.
        guard names.count > 1, request.schema != nil || specification.columns.isEmpty && specification.task != .regression else {
            return nil
        }
        let label = try inference.label(among: names)
        let features = names.filter { $0 != label }
        let known = wanted.flatMap { PixelColumns(counting: features, of: $0) }
        guard let place = source.columns.firstIndex(of: label), let columns = known ?? PixelColumns(named: features) else { return nil }
        return PixelTableReading(
            source: source, file: file, request: request, columns: columns, label: place,
            target: try ImageTarget(request, name: file.name), isGuess: wanted == nil)
    }

    private func read(under schema: Schema, found: [String]) throws(Refusal) -> ReadResult {
        let source = try format.open(file, schema: schema)
        var warnings = found
        try check(source.columns, against: schema, &warnings)
        var builder = TableBuilder(
            columns: schema.columns.map { ColumnBuilder(name: $0.name, kind: $0.kind) },
            label: LabelBuilder(name: schema.label, task: schema.task), fileColumns: source.columns)
        try fill(&builder, from: source)
        return try result(builder, source, warnings)
    }

    private func fill(_ builder: inout TableBuilder, from source: Format.Source) throws(Refusal) {
        let limit = file.limits.rows
        while let record = try source.next() {
            builder.append(record)
            if builder.rowCount == Self.sample && file.compression == .none {
                // By the bytes of the first rows; room that is not filled costs addresses, not memory.
                let rows = try file.byteCount() / max(1, source.takenBytes / Self.sample)
                builder.reserve(rows: min(limit, rows + rows / 64))
            }
            guard builder.rowCount + builder.refused.count <= limit else {
                throw Refusal(.tooLarge, what: "the file has more than \(limit) rows", at: file.name, fix: "split it, or raise the bound")
            }
        }
    }

    private func check(_ columns: [String?], against schema: Schema, _ warnings: inout [String]) throws(Refusal) {
        let needed = schema.columns.map(\.name) + [schema.label]
        let there = Set(columns.compactMap(\.self))
        let missing = needed.filter { !there.contains($0) }
        guard missing.isEmpty else {
            throw Refusal(
                .invalid, what: "the file has no column \(NameList.text(missing))", at: file.name,
                fix: "its columns must be those of the model's first file, in any order")
        }
        let known = Set(needed)
        let unknown = columns.compactMap(\.self).filter { !known.contains($0) }
        if !unknown.isEmpty { warnings.append("columns that the model does not have are ignored: \(NameList.text(unknown))") }
    }

    private func result(_ builder: consuming TableBuilder, _ source: Format.Source, _ warnings: [String]) throws(Refusal) -> ReadResult {
        let refused = builder.refused
        guard builder.rowCount + refused.count > 0 else {
            throw Refusal(.invalid, what: "the file has column names and no rows", at: file.name, fix: "put rows under the names")
        }
        try refused.check(kept: builder.rowCount, maxShare: request.maxRefusedShare, name: file.name)
        return ReadResult(
            table: builder.finish(), refused: refused.rows, refusedCount: refused.count, warnings: source.warnings + warnings,
            fileBytes: try file.byteCount(), expandedBytes: source.expandedBytes)
    }
}

import Domain
import LearnAPI
import LearnClient
import Reading
import Rows

extension Session {
    /// Rows sent together: enough that a request's own cost is small, few enough that answers come soon.
    private static let groupRows = 500

    /// A file's rows, a line of output each.
    ///
    /// - Parameter place: What a row that begins on a line is called.
    func rows(
        of input: RowInput,
        _ model: ModelName,
        _ version: VersionNumber?,
        format: RowFile.Format?,
        place: (Int) -> String
    ) async throws {
        guard !input.isEmpty else {
            sayNothing(in: input)
            return
        }
        let answer = try await client.model(model)
        let schema = try schema(in: answer)
        let types = ColumnTypes(model: model, schema)
        let file: RowFile
        do {
            file = try RowFile(
                fileDescriptor: input.descriptor,
                name: input.name,
                format: format,
                schema: Schema(schema),
                specification: answer.specification
            )
        } catch { throw Self.relabel(error, input, place) }
        var count = 0
        while true {
            let group = Self.group(file)
            if !group.rows.isEmpty { try await send(group.rows, of: file.columns, types, model, version, place) }
            if let refusal = group.refusal { throw Self.relabel(refusal, input, place) }
            count += group.rows.count
            if group.rows.count < Self.groupRows { break }
        }
        if count == 0 { sayNothing(in: input) }
        for warning in file.warnings { console.remark("warning: \(warning)") }
    }

    private func sayNothing(in input: RowInput) { console.remark("\(input.name) holds no row: nothing to predict") }

    /// The next rows. Those before one that cannot be read are answered, like those of the groups before.
    private static func group(_ file: RowFile) -> (rows: [RowFile.Row], refusal: Refusal?) {
        var rows: [RowFile.Row] = []
        do {
            while rows.count < groupRows, let row = try file.next() { rows.append(row) }
            return (rows, nil)
        } catch {
            return (rows, error)
        }
    }

    private func send(
        _ group: [RowFile.Row],
        of columns: [String],
        _ types: ColumnTypes,
        _ model: ModelName,
        _ version: VersionNumber?,
        _ place: (Int) -> String
    ) async throws {
        let rows = group.map { row in
            JSONText.object(zip(columns, row.values).map { (name: $0, value: types.json($1, column: $0)) })
        }
        let answer: PredictResponse
        do {
            answer = try await client.predict(model, version: version, rows: rows)
        } catch {
            throw RowPlace.relabel(error) { group.indices.contains($0) ? place(group[$0].line) : nil }
        }
        try show(answer, rows: group.count, isAlone: false)
        warn(answer) { group.indices.contains($0) ? place(group[$0].line) : "row \($0)" }
    }

    /// `refusal` with its `FILE:7` told as other rows of the input are.
    private static func relabel(_ refusal: Refusal, _ input: RowInput, _ place: (Int) -> String) -> Refusal {
        guard let told = refusal.place, told.hasPrefix(input.name + ":"), let line = Int(told.dropFirst(input.name.count + 1)) else {
            return refusal
        }
        var refusal = refusal
        refusal.place = place(line)
        return refusal
    }
}

extension Schema {
    /// As far as a file's columns are looked for by it.
    fileprivate init(_ answer: SchemaDescription) {
        self.init(
            columns: answer.columns.map { column in
                let image = column.image.flatMap { ImageShape($0) }
                return Column(name: column.name, kind: image == nil && column.kind == .image ? .categorical : column.kind, image: image)
            },
            heads: answer.heads?.map { Head(name: $0.label, task: $0.task) } ?? [Head(name: answer.label, task: answer.task)],
            decimal: answer.decimal
        )
    }
}

import Domain
import LearnAPI
import LearnClient
import Reading

extension Session {
    /// - Parameters:
    ///   - format: Of a file or of standard input; nil: as its name and its beginning tell.
    public func predict(
        _ model: ModelName,
        version: VersionNumber?,
        source: RowSource,
        format: RowFile.Format?,
        input: StandardInput
    ) async throws {
        switch source {
        case .object(let text): try await one(Array(text.utf8), model, version)
        case .pairs(let pairs, let text):
            let types = ColumnTypes(model: model, try await schema(of: model))
            let pairs = try types.row(pairs, text: text)
            let row = JSONText.object(pairs.map { (name: $0.column, value: types.json($0.value, column: $0.column)) })
            try await one(row, model, version)
        case .images(let paths): try await images(paths, model, version, input.read)
        case .file(let path):
            let file = try RowInput.file(path)
            try await rows(of: file, model, version, format: format) { "\(path):\($0)" }
        case .standardInput:
            let file = try RowInput.standardInput(input)
            let told = try format ?? (file.isEmpty ? nil : RowFile.format(of: file.descriptor, name: file.name))
            try await rows(of: file, model, version, format: told) { "line \($0)" }
        }
    }

    private func one(_ row: [UInt8], _ model: ModelName, _ version: VersionNumber?) async throws {
        let answer: PredictResponse
        do {
            answer = try await client.predict(model, version: version, rows: [row])
        } catch {
            throw RowPlace.relabel(error) { _ in "" }
        }
        try show(answer, rows: 1, isAlone: true)
        warn(answer) { _ in "" }
    }

    /// - Parameter isAlone: The one row that was asked for: its version is told too, and with `--json` all that was answered.
    /// What was read as missing, told of where people look beside the answers.
    ///
    /// - Parameter place: What a row is called, by its number in the request; empty for the only one.
    func warn(_ answer: PredictResponse, place: (Int) -> String) {
        for warning in answer.warnings ?? [] {
            var told = warning
            if let match = warning.prefixMatch(of: /rows\[([0-9]+)\]/), let row = Int(match.1) {
                let name = place(row)
                told = (name.isEmpty ? "" : name + ", ") + warning[match.range.upperBound...].drop { $0 == "." }
            }
            console.remark("warning: \(told)")
        }
    }

    func show(_ answer: PredictResponse, rows: Int, isAlone: Bool) throws {
        guard answer.predictions.count == rows else { throw Self.wrongCount(answer.predictions.count, rows: rows) }
        if isAlone, let prediction = answer.predictions.first {
            return try show(answer) { _ in ["\(RowText.line(prediction))\tversion \(answer.version)"] }
        }
        console.lines(
            try answer.predictions.map { prediction in
                guard json else { return RowText.line(prediction) }
                return try JSONForm.line(
                    StreamedPrediction(model: answer.model.text, version: answer.version.rawValue, prediction: prediction)
                )
            }
        )
    }

    func schema(of model: ModelName) async throws -> SchemaDescription { try schema(in: try await client.model(model)) }

    func schema(in answer: ModelResponse) throws -> SchemaDescription {
        guard let schema = answer.schema else {
            let model = answer.model.name
            throw Refusal(
                .unavailable,
                what: "model '\(model)' has no columns yet",
                fix: "drop its first file: learnctl drop --model \(model) FILE"
            )
        }
        return schema
    }

    private static func wrongCount(_ count: Int, rows: Int) -> ClientError {
        .broken("the daemon answered \(Amounts.count(rows, "row")) with \(Amounts.count(count, "prediction"))")
    }
}

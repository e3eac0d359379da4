import Domain
import LearnAPI
import LearnClient

extension Session {
    /// Rows sent together: enough that a request's own cost is small, few enough that answers come soon.
    private static let groupRows = 500

    /// - Parameters:
    ///   - read: The next bytes of standard input, empty at its end.
    ///   - format: Of standard input; nil: guessed from its first line.
    public func predict(
        _ model: ModelName, version: VersionNumber?, source: RowSource, format: RowReader.Format?,
        read: () throws -> [UInt8]
    ) async throws {
        switch source {
        case .object(let text): try await one(Array(text.utf8), model, version)
        case .pairs(let pairs):
            let types = try await types(of: model)
            for pair in pairs { try types.require(pair.column) }
            let row = JSONText.object(pairs.map { (name: $0.column, value: types.json($0.value, column: $0.column)) })
            try await one(row, model, version)
        case .images(let paths): try await images(paths, model, version, read)
        case .standardInput: try await stream(model, version, RowReader(types: try await types(of: model), format: format), read)
        }
    }

    private func one(_ row: [UInt8], _ model: ModelName, _ version: VersionNumber?) async throws {
        let answer: PredictAnswer
        do {
            answer = try await client.predict(model, version: version, rows: [row])
        } catch {
            throw RowPlace.relabel(error) { _ in "the row" }
        }
        try show(answer, rows: 1, isAlone: true)
    }

    /// - Parameter isAlone: The one row that was asked for: its version is told too, and with `--json` all that was answered.
    func show(_ answer: PredictAnswer, rows: Int, isAlone: Bool) throws {
        guard answer.predictions.count == rows else { throw Self.wrongCount(answer.predictions.count, rows: rows) }
        if isAlone, let prediction = answer.predictions.first {
            return try show(answer) { _ in ["\(RowText.line(prediction))\tversion \(answer.version)"] }
        }
        console.lines(
            try answer.predictions.map { prediction in
                guard json else { return RowText.line(prediction) }
                return try JSONForm.line(
                    StreamedPrediction(model: answer.model.text, version: answer.version.rawValue, prediction: prediction))
            })
    }

    func schema(of model: ModelName) async throws -> SchemaAnswer {
        guard let schema = try await client.model(model).schema else {
            throw Refusal(
                .unavailable, what: "model '\(model)' has no columns yet", fix: "drop its first file: learnctl drop --model \(model) FILE")
        }
        return schema
    }

    private func types(of model: ModelName) async throws -> ColumnTypes {
        let schema = try await schema(of: model)
        return ColumnTypes(
            model: model.text, kinds: Dictionary(schema.columns.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 }), label: schema.label)
    }

    private func stream(
        _ model: ModelName, _ version: VersionNumber?, _ reader: RowReader, _ read: () throws -> [UInt8]
    ) async throws {
        var reader = reader
        var waiting: [RowReader.Row] = []
        var isEnd = false
        while !isEnd {
            let bytes = try read()
            isEnd = bytes.isEmpty
            waiting += isEnd ? try reader.finish() : try reader.take(bytes)
            while waiting.count >= Self.groupRows || isEnd && !waiting.isEmpty {
                let group = Array(waiting.prefix(Self.groupRows))
                waiting.removeFirst(group.count)
                try await send(group, model, version)
            }
        }
    }

    private func send(_ group: [RowReader.Row], _ model: ModelName, _ version: VersionNumber?) async throws {
        let answer: PredictAnswer
        do {
            answer = try await client.predict(model, version: version, rows: group.map(\.json))
        } catch {
            throw RowPlace.relabel(error) { group.indices.contains($0) ? "line \(group[$0].line)" : nil }
        }
        try show(answer, rows: group.count, isAlone: false)
    }

    private static func wrongCount(_ count: Int, rows: Int) -> ClientError {
        .broken("the daemon answered \(Amounts.count(rows, "row")) with \(Amounts.count(count, "prediction"))")
    }
}

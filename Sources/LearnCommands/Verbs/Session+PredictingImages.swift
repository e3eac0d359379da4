import Domain
import LearnAPI
import LearnClient

extension Session {
    /// Bytes of rows sent together: half of what the daemon takes in a request by default.
    private static let groupBytes = 8 << 20
    private static let groupImages = 256

    /// One image a row, in the order of the paths.
    func images(_ paths: [String], _ model: ModelName, _ version: VersionNumber?, _ read: () throws -> [UInt8]) async throws {
        let column = try await imageColumn(of: model)
        var rows: [[UInt8]] = []
        var names: [String] = []
        for path in paths {
            let bytes = path == "-" ? try Self.standardInput(read) : try ImageFile.read(path)
            let row = ImageFile.row(bytes, column: column)
            if !rows.isEmpty, rows.count == Self.groupImages || rows.reduce(row.count, { $0 + $1.count }) > Self.groupBytes {
                try await send(rows, names, isAlone: false, model, version)
                rows = []
                names = []
            }
            rows.append(row)
            names.append(path == "-" ? "standard input" : path)
        }
        try await send(rows, names, isAlone: paths.count == 1, model, version)
    }

    private func send(
        _ rows: [[UInt8]],
        _ names: [String],
        isAlone: Bool,
        _ model: ModelName,
        _ version: VersionNumber?
    ) async throws {
        let answer: PredictResponse
        do {
            answer = try await client.predict(model, version: version, rows: rows)
        } catch {
            throw RowPlace.relabel(error) { names.indices.contains($0) ? names[$0] : nil }
        }
        try show(answer, rows: rows.count, isAlone: isAlone)
    }

    private func imageColumn(of model: ModelName) async throws -> String {
        let schema = try await schema(of: model)
        guard let column = schema.columns.first(where: { $0.kind == .image }) else {
            let count = schema.columns.count
            let names =
                schema.columns.prefix(12).map { "'\($0.name)'" }.joined(separator: ", ") + (count > 12 ? ", … (\(count) in all)" : "")
            throw UsageError("model '\(model)' takes no images; its columns are \(names)")
        }
        return column.name
    }

    private static func standardInput(_ read: () throws -> [UInt8]) throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try read()
            if more.isEmpty { return bytes }
            bytes += more
            guard bytes.count <= ImageFile.mostBytes else { throw ImageFile.tooLarge("standard input") }
        }
    }
}

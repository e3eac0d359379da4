import Domain
import LearnAPI

extension DaemonClient {
    /// - Parameters:
    ///   - rows: JSON objects, columns by name.
    ///   - version: Nil: the one that serves.
    public func predict(_ model: ModelName, version: VersionNumber? = nil, rows: [[UInt8]]) async throws -> PredictResponse {
        var body = Array("{\"rows\":[".utf8)
        body.reserveCapacity(rows.reduce(16) { $0 + $1.count + 1 })
        for (index, row) in rows.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += row
        }
        body += Array("]}".utf8)
        let path = version.map { ["models", model.text, "versions", "\($0)", "predict"] } ?? ["models", model.text, "predict"]
        return try await response(
            to: Request(method: .POST, target: RequestTarget.text(path, query: []), body: body, isIdempotent: true)
        )
    }
}

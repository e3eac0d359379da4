/// `GET /health/live` and `GET /health/ready`.
public struct HealthResponse: Hashable, Sendable, Codable {
    /// `live` or `ready`; an answer that is not 200 has an `ErrorBody` instead.
    public var status: String

    /// Models that answer nothing because no version of theirs loads, and why; left out where there are none.
    public var damaged: [String: String]?

    /// - Parameter damaged: Why, by the model's name; nil where none is.
    public init(status: String, damaged: [String: String]? = nil) {
        self.status = status
        self.damaged = damaged
    }
}

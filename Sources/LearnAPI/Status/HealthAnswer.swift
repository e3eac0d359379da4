/// `GET /health/live` and `GET /health/ready`.
public struct HealthAnswer: Hashable, Sendable, Codable {
    /// `live` or `ready`; an answer that is not 200 has an `ErrorBody` instead.
    public var status: String

    public init(status: String) {
        self.status = status
    }
}

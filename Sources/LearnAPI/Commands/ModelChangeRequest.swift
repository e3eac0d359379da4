/// `POST /v1/models/{m}/remove`.
public struct ModelChangeRequest: Hashable, Sendable, Codable {
    /// For the line that stays in the model's history.
    public var reason: String?

    /// A request with a reason, or without.
    public init(reason: String? = nil) {
        self.reason = reason
    }
}

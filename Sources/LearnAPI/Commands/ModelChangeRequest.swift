/// `POST /v1/models/{m}/remove`.
public struct ModelChangeRequest: Hashable, Sendable, Codable {
    /// For the line that stays in the model's history.
    public var reason: String?

    public init(reason: String? = nil) {
        self.reason = reason
    }
}

/// `POST /v1/models/{m}/pause`.
public struct PauseRequest: Hashable, Sendable, Codable {
    public var reason: String?

    public init(reason: String? = nil) {
        self.reason = reason
    }
}

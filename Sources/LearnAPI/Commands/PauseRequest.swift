/// `POST /v1/models/{m}/pause`.
public struct PauseRequest: Hashable, Sendable, Codable {
    /// For people who find the model paused; left out: the daemon writes by whom.
    public var reason: String?

    /// A request with a reason, or without.
    public init(reason: String? = nil) {
        self.reason = reason
    }
}

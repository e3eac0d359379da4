import Domain

/// `POST /v1/models/{m}/relearn`.
public struct RelearnRequest: Hashable, Sendable, Codable {
    /// How it learns from now on, whatever its settings say: `replay_ema`, `analytic`, …; left out: as they say.
    public var method: String?
    /// For the line that stays in the model's history.
    public var reason: String?

    /// Without a method: by the settings.
    public init(method: String? = nil, reason: String? = nil) {
        self.method = method
        self.reason = reason
    }
}

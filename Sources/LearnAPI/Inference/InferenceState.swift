/// `GET /v2/health/live`, `GET /v2/health/ready`, `GET /v2/models/{m}[/versions/{v}]/ready`: one of the three, by what was asked.
public struct InferenceState: Hashable, Sendable, Codable {
    /// True where the daemon answers at all; left out of other answers.
    public var live: Bool?
    /// True where the daemon, or the model, can predict; left out of `live`.
    public var ready: Bool?
    /// The model that was asked about; left out where it was the daemon.
    public var name: String?

    /// Gives only what was asked for; nil is left out.
    public init(live: Bool? = nil, ready: Bool? = nil, name: String? = nil) {
        self.live = live
        self.ready = ready
        self.name = name
    }
}

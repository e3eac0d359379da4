import Domain

/// Why and since when a model starts no jobs.
public struct PauseState: Hashable, Sendable, Codable {
    public var reason: String
    public var since: String
    public var by: Initiator

    public init(reason: String, since: String, by: Initiator) {
        self.reason = reason
        self.since = since
        self.by = by
    }
}

extension PauseState {
    /// Whether the daemon did it by itself, as after falling back to an earlier version.
    public var isByDaemon: Bool { by.user == "learnd" }
}

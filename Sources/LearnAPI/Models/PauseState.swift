import Domain

/// Why and since when a model starts no jobs.
public struct PauseState: Hashable, Sendable, Codable {
    /// A person's words, or the daemon's: by whom, or after what.
    public var reason: String
    /// ISO 8601, UTC.
    public var since: String
    /// Whose word it was; the daemon's own, where it fell back.
    public var by: Initiator

    /// What is shown of a paused model.
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

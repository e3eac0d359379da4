import Domain

/// A line that stays in the history of a name: its model was learned again, or removed.
public struct ModelChange: Hashable, Sendable, Codable {
    /// Counts up over all models.
    public var id: Int64
    /// What was done to it.
    public var kind: ModelChangeKind
    /// How many versions went.
    public var versions: Int
    /// How many files waited again; of a removed model, how many went.
    public var files: Int
    /// Whose word it was; the daemon's own, where settings had changed.
    public var by: Initiator
    /// What was said with it; left out where nothing was.
    public var reason: String?
    /// ISO 8601, UTC.
    public var at: String

    /// One line of the history.
    public init(id: Int64, kind: ModelChangeKind, versions: Int, files: Int, by: Initiator, reason: String? = nil, at: String) {
        self.id = id
        self.kind = kind
        self.versions = versions
        self.files = files
        self.by = by
        self.reason = reason
        self.at = at
    }
}

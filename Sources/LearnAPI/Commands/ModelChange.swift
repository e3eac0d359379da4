import Domain

/// A line that stays in the history of a name: its model was learned again, or removed.
public struct ModelChange: Hashable, Sendable, Codable {
    public var id: Int64
    public var kind: ModelChangeKind
    /// How many versions went.
    public var versions: Int
    /// How many files waited again; of a removed model, how many went.
    public var files: Int
    public var by: Initiator
    public var reason: String?
    public var at: String

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

import Domain

/// One change of the serving version.
public struct Activation: Hashable, Sendable, Codable {
    /// Counts up over all models: what `?before=` takes.
    public var id: Int64
    /// Why the serving version changed.
    public var kind: ActivationKind
    /// The version that served before; left out where none did.
    public var from: VersionNumber?
    /// The version that serves from then on.
    public var to: VersionNumber
    /// Whose word it was; the daemon's own, where it learned or fell back.
    public var by: Initiator
    /// What was said with it; left out where nothing was.
    public var reason: String?
    /// ISO 8601, UTC.
    public var at: String

    /// One entry of the log.
    public init(
        id: Int64,
        kind: ActivationKind,
        from: VersionNumber? = nil,
        to: VersionNumber,
        by: Initiator,
        reason: String? = nil,
        at: String
    ) {
        self.id = id
        self.kind = kind
        self.from = from
        self.to = to
        self.by = by
        self.reason = reason
        self.at = at
    }
}

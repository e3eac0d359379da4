import Domain

/// One change of the serving version.
public struct Activation: Hashable, Sendable, Codable {
    public var id: Int64
    public var kind: ActivationKind
    public var from: VersionNumber?
    public var to: VersionNumber
    public var by: Initiator
    public var reason: String?
    public var at: String

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

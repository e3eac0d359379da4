import Domain

/// `POST /v1/models/{m}/rollback`.
public struct RollbackRequest: Hashable, Sendable, Codable {
    /// Nil: the nearest ancestor that served.
    public var to: VersionNumber?
    /// Tell what would be done and do nothing.
    public var dryRun: Bool
    /// Queue what was learned since again, rather than set it aside.
    public var requeue: Bool
    /// For the activation log.
    public var reason: String?

    /// - Parameter to: Nil: the nearest ancestor that served.
    public init(to: VersionNumber? = nil, dryRun: Bool, requeue: Bool, reason: String? = nil) {
        self.to = to
        self.dryRun = dryRun
        self.requeue = requeue
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case to, requeue, reason
        case dryRun = "dry_run"
    }
}

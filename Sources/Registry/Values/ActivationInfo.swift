import Domain

/// An entry of the activation log: who changed the serving version, when, why, from and to.
public struct ActivationInfo: Hashable, Sendable {
    public var id: Int64
    public var model: ModelName
    public var kind: ActivationKind
    public var from: VersionNumber?
    public var to: VersionNumber
    public var by: Initiator
    public var reason: String?
    public var at: UnixTime
}

/// What an activation did, or would do.
public struct ActivationOutcome: Hashable, Sendable {
    public var model: ModelName
    public var from: VersionNumber?
    public var to: VersionNumber
    /// What the version left had learned and the one gone to has not, oldest first, as it is after the change.
    public var learnedSince: [BatchInfo]
    /// What the version gone to has learned and was not counted as learned, oldest first, as it is after the change.
    public var learnedAgain: [BatchInfo]
    /// The job that now runs for a parent that is no longer the training head: stop its trainer, then `abandonJob`.
    public var staleJob: JobID?
    /// False for a dry run.
    public var applied: Bool
}

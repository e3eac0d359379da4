import Domain

/// An entry of the activation log: who changed the serving version, when, why, from and to.
public struct ActivationInfo: Hashable, Sendable {
    /// Rises with time over all models: what a page of the log begins before.
    public var id: Int64
    /// The model whose serving version changed.
    public var model: ModelName
    /// Why it changed.
    public var kind: ActivationKind
    /// The version that served before; nil where none did.
    public var from: VersionNumber?
    /// The version that served from then on.
    public var to: VersionNumber
    /// Who had it done; `Initiator.daemon` for what was learned and for falling back.
    public var by: Initiator
    /// A person's words, or why the daemon fell back; nil where nobody said any.
    public var reason: String?
    /// When the transaction was made.
    public var at: UnixTime
}

/// What an activation did, or would do.
public struct ActivationOutcome: Hashable, Sendable {
    /// The model whose serving version changes.
    public var model: ModelName
    /// The version that served before; nil where none did.
    public var from: VersionNumber?
    /// The version that serves afterwards.
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

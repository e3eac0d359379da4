import Domain

/// A line that stays when the model goes: who did what to it, when and why.
public struct ModelChangeInfo: Hashable, Sendable {
    /// Rises with time over all models.
    public var id: Int64
    /// The name that it had; another model may have it since.
    public var model: ModelName
    /// Whether it was learned again, and by whose will, or removed.
    public var kind: ModelChangeKind
    /// How many versions went.
    public var versions: Int
    /// How many files wait again; of a removed model, how many went.
    public var batches: Int
    /// Who had it done; `Initiator.daemon` where settings had changed.
    public var by: Initiator
    /// A person's words; nil where there are none.
    public var reason: String?
    /// When the transaction was made.
    public var at: UnixTime
}

/// What removing a model did.
public struct RemovalOutcome: Hashable, Sendable {
    /// The line that stays in the name's history.
    public var change: ModelChangeInfo
    /// Files of the archive that no batch names any more. Remove them, then say so with `fileRemoved`.
    public var discarded: [Digest]
    /// The job that ran: stop its trainer.
    public var staleJob: JobID?
}

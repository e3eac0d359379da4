import Domain

/// A line that stays when the model goes: who did what to it, when and why.
public struct ModelChangeInfo: Hashable, Sendable {
    public var id: Int64
    public var model: ModelName
    public var kind: ModelChangeKind
    /// How many versions went.
    public var versions: Int
    /// How many files wait again; of a removed model, how many went.
    public var batches: Int
    public var by: Initiator
    public var reason: String?
    public var at: UnixTime
}

/// What removing a model did.
public struct RemovalOutcome: Hashable, Sendable {
    public var change: ModelChangeInfo
    /// Files of the archive that no batch names any more. Remove them, then say so with `fileRemoved`.
    public var discarded: [Digest]
    /// The job that ran: stop its trainer.
    public var staleJob: JobID?
}

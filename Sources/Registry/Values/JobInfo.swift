import Domain

/// What became of a job.
public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
    case running
    /// It made a version, accepted or held.
    case succeeded
    /// It failed too often: it was split, or its one batch set aside.
    case failed
    /// Given up for no fault of its own: its parent was left, it was stopped, or what it made was not better than what there is.
    case abandoned
}

/// A training job, with all that decides its result.
public struct JobInfo: Hashable, Sendable {
    /// Rises with time over all models.
    public var id: JobID
    /// The model that learns.
    public var model: ModelName
    /// What it is for.
    public var purpose: JobPurpose
    /// The version it continues from; nil for a model's first.
    public var parent: VersionNumber?
    /// The model's `seed` when the job was begun.
    public var seed: UInt64
    /// The specification document it runs under.
    public var specification: [UInt8]
    /// In the order in which they are learned; none where it refines.
    public var batches: [BatchInfo]
    /// Whether it runs, or how it ended.
    public var state: JobState
    /// In a row, so far.
    public var failedAttempts: Int
    /// Why its last attempt failed; nil where none has.
    public var lastError: String?
    /// When it was begun; a job that goes on after a restart keeps it.
    public var startedAt: UnixTime
    /// Nil while it runs.
    public var endedAt: UnixTime?
    /// The job of which it is a half.
    public var splitFrom: JobID?
}

/// What became of a job that failed too often.
public enum JobSplit: Hashable, Sendable {
    /// Both halves wait again, each to be a job of its own.
    case halves([BatchID], [BatchID])
    /// Its only batch was set aside.
    case setAside(BatchID)
    /// It had none.
    case ended
}

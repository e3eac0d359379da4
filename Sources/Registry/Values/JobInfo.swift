import Domain

public enum JobState: String, Hashable, Sendable, Codable, CaseIterable {
    case running
    /// It made a version, accepted or held.
    case succeeded
    /// It failed too often: it was split, or its one batch set aside.
    case failed
    /// Given up for no fault of its own: its parent was left, or it was stopped.
    case abandoned
}

/// A training job, with all that decides its result.
public struct JobInfo: Hashable, Sendable {
    public var id: JobID
    public var model: ModelName
    /// The version it continues from; nil for a model's first.
    public var parent: VersionNumber?
    public var seed: UInt64
    /// The specification document it runs under.
    public var specification: [UInt8]
    /// In the order in which they are learned.
    public var batches: [BatchInfo]
    public var state: JobState
    /// In a row, so far.
    public var failedAttempts: Int
    public var lastError: String?
    public var startedAt: UnixTime
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
}

import Domain

/// A job that runs.
public struct JobState: Hashable, Sendable, Codable {
    public var id: JobID
    /// Steps done of `steps`; both 0 until the trainer has told.
    public var step: Int
    public var steps: Int
    /// The files it learns.
    public var batches: [BatchID]

    public init(id: JobID, step: Int, steps: Int, batches: [BatchID]) {
        self.id = id
        self.step = step
        self.steps = steps
        self.batches = batches
    }
}

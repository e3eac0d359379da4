/// How far a child is in its job: one line of JSON on its standard output.
///
/// It is all that the daemon knows of a child's life. A child that reports is not stuck, however long it takes; one that is silent is.
public struct JobProgress: Hashable, Sendable, Codable {
    /// The stretches of a job, in their order.
    public enum Phase: String, Hashable, Sendable, Codable, CaseIterable {
        /// Reading the archived files that the job learns; counted in bytes.
        case read
        /// Loading what lies in the job's directory; counted in bytes.
        case load
        /// Making rows ready for training; counted in rows.
        case encode
        /// Training; counted in steps.
        case train
        /// Writing the candidate; counted in parts.
        case write
        /// Comparing the candidate with the serving version; counted in predicted rows.
        case judge
    }

    /// Where the child is; also says what `done` and `of` count.
    public var phase: Phase
    /// What is done of `of`, in the phase's unit. An attempt that goes on from a checkpoint begins with its steps.
    public var done: Int
    /// All there is to do in the phase; of training it changes where validation rows have the job go on or end early.
    public var of: Int
    /// Mean loss over the last steps; nil before the first, and outside training.
    public var loss: Double?
    /// The last step that a checkpoint holds: an attempt that has come further than the last one is not counted as failed in a row.
    public var checkpoint: Int?

    /// - Parameter total: `of`.
    public init(_ phase: Phase, _ done: Int, of total: Int, loss: Double? = nil, checkpoint: Int? = nil) {
        self.phase = phase
        self.done = done
        of = total
        self.loss = loss
        self.checkpoint = checkpoint
    }
}

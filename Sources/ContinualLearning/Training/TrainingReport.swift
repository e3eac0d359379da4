import Domain

/// How a candidate was made: `report.json`. For people; not part of the version's digest.
public struct TrainingReport: Hashable, Sendable, Codable {
    /// Optimizer steps of the job, those of earlier attempts among them; 0 for a closed form.
    public var steps: Int
    /// Time in the attempt that finished.
    public var seconds: Double
    /// Running mean of the loss at the end.
    public var loss: Double?
    /// Rows in its replay memory.
    public var memoryRows: Int
    /// By what it was made; nil in what earlier releases made.
    public var making: Making?
    /// By which method it was learned; nil in what earlier releases made.
    public var method: TrainingSpecification.Method?
    /// Why it was learned by its method; nil where that was not chosen in this job.
    public var evidence: MethodEvidence?
    /// What moving its encoder came to; nil in every job but such a one.
    public var refinement: Refinement?

    private enum CodingKeys: String, CodingKey {
        case steps, seconds, loss, making, method, evidence, refinement
        case memoryRows = "memory_rows"
    }

    /// Method and evidence are set afterwards.
    public init(steps: Int, seconds: Double, loss: Double?, memoryRows: Int, making: Making? = nil) {
        self.steps = steps
        self.seconds = seconds
        self.loss = loss
        self.memoryRows = memoryRows
        self.making = making
    }
}

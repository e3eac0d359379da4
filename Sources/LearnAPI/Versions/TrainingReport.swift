/// How a version was made.
public struct TrainingReport: Hashable, Sendable, Codable {
    /// Steps that were made; 0 of a method without steps.
    public var steps: Int
    /// Time in the trainer that made it.
    public var seconds: Double
    /// Mean loss over the last steps.
    public var loss: Double?
    /// Rows in its replay memory.
    public var memoryRows: Int
    /// By what it was made; left out for versions of releases that did not record it.
    public var making: Making?
    /// How it was learned: `replay_ema`, `analytic`, …; left out for versions of releases that did not record it.
    public var method: String?
    /// Why so; left out unless it was chosen in this version's job.
    public var evidence: MethodEvidence?
    /// What moving its encoder came to; left out where its job learned files.
    public var refinement: RefinementReport?

    /// What is nil is left out of the answer.
    public init(
        steps: Int,
        seconds: Double,
        loss: Double? = nil,
        memoryRows: Int,
        making: Making? = nil,
        method: String? = nil,
        evidence: MethodEvidence? = nil,
        refinement: RefinementReport? = nil
    ) {
        self.refinement = refinement
        self.steps = steps
        self.seconds = seconds
        self.loss = loss
        self.memoryRows = memoryRows
        self.making = making
        self.method = method
        self.evidence = evidence
    }

    private enum CodingKeys: String, CodingKey {
        case steps, seconds, loss, making, method, evidence, refinement
        case memoryRows = "memory_rows"
    }
}

/// How a version was made.
public struct TrainingReport: Hashable, Sendable, Codable {
    public var steps: Int
    /// Time in the trainer that made it.
    public var seconds: Double
    /// Mean loss over the last steps.
    public var loss: Double?
    /// Rows in its replay memory.
    public var memoryRows: Int
    /// By what it was made; left out for versions of releases that did not record it.
    public var making: Making?

    public init(steps: Int, seconds: Double, loss: Double? = nil, memoryRows: Int, making: Making? = nil) {
        self.steps = steps
        self.seconds = seconds
        self.loss = loss
        self.memoryRows = memoryRows
        self.making = making
    }

    private enum CodingKeys: String, CodingKey {
        case steps, seconds, loss, making
        case memoryRows = "memory_rows"
    }
}

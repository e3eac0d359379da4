/// How a version was made.
public struct TrainingReport: Hashable, Sendable, Codable {
    public var steps: Int
    /// Time in the trainer that made it.
    public var seconds: Double
    /// Mean loss over the last steps.
    public var loss: Double?
    /// Rows in its replay memory.
    public var memoryRows: Int

    public init(steps: Int, seconds: Double, loss: Double? = nil, memoryRows: Int) {
        self.steps = steps
        self.seconds = seconds
        self.loss = loss
        self.memoryRows = memoryRows
    }

    private enum CodingKeys: String, CodingKey {
        case steps, seconds, loss
        case memoryRows = "memory_rows"
    }
}

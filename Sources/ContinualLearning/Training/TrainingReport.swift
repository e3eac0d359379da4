/// How a candidate was made: `report.json`. For people; not part of the version's digest.
public struct TrainingReport: Hashable, Sendable, Codable {
    public var steps: Int
    /// Time in the attempt that finished.
    public var seconds: Double
    /// Running mean of the loss at the end.
    public var loss: Double?
    /// Rows in its replay memory.
    public var memoryRows: Int

    private enum CodingKeys: String, CodingKey {
        case steps, seconds, loss
        case memoryRows = "memory_rows"
    }

    public init(steps: Int, seconds: Double, loss: Double?, memoryRows: Int) {
        self.steps = steps
        self.seconds = seconds
        self.loss = loss
        self.memoryRows = memoryRows
    }
}

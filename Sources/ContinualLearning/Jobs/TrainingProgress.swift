/// One line of JSON on the trainer's standard output.
public struct TrainingProgress: Hashable, Sendable, Codable {
    /// Steps done, of `steps`.
    public var step: Int
    public var steps: Int
    /// Mean loss over the last steps; nil before the first.
    public var loss: Double?
    /// The last step that a checkpoint holds: an attempt that has come further than the last one is not counted as failed in a row.
    public var checkpoint: Int?

    public init(step: Int, steps: Int, loss: Double? = nil, checkpoint: Int? = nil) {
        self.step = step
        self.steps = steps
        self.loss = loss
        self.checkpoint = checkpoint
    }
}

import Domain

/// How many steps a job has and how many rows a step: from the numbers of rows alone, never from the clock.
public struct TrainingPlan: Hashable, Sendable {
    public let steps: Int
    /// New rows in a step.
    public let newRows: Int
    /// Remembered rows in a step.
    public let replayRows: Int
    /// The peak of the learning rate.
    public let peakRate: Double
    /// Steps in which the rate rises.
    public let warmUpSteps: Int
    /// The largest decay of the moving average; below 100 steps it is less, so that the average still arrives.
    public let averageDecay: Double

    /// Where the specification leaves the length to the kind of model.
    public struct Length: Hashable, Sendable {
        public var epochs: Double
        public var maxSteps: Int

        public static let ofTables = Length(epochs: 40, maxSteps: 1500)
        public static let ofImages = Length(epochs: 15, maxSteps: 4000)
    }

    public init(
        _ training: TrainingSpecification, newRows: Int, memoryRows: Int, isFirstJob: Bool, length: Length = .ofTables
    ) {
        precondition(newRows > 0, "a job without rows")
        var batch = training.batchSize
        while batch < 4 * training.batchSize && newRows > batch * 64 { batch *= 2 }
        let replays = training.strategy == .replay && memoryRows > 0
        let replayShare = replays ? Int((Double(batch) * training.replayShare).rounded()) : 0
        replayRows = min(replayShare, memoryRows)
        self.newRows = min(max(1, batch - replayShare), newRows)
        let wanted = ((training.epochs ?? length.epochs) * Double(newRows) / Double(self.newRows)).rounded(.up)
        steps = Int(min(max(wanted, Double(training.minSteps)), Double(training.maxSteps ?? max(length.maxSteps, training.minSteps))))
        peakRate = training.learningRate * (isFirstJob ? 1 : training.laterRateShare)
        warmUpSteps = max(1, Int((training.schedule.warmUp * Double(steps)).rounded()))
        averageDecay = steps < 100 ? min(training.averageDecay, 1 - 1 / max(10, Double(steps) / 5)) : training.averageDecay
    }

    /// The moving average's decay after step `step` (1…steps): it begins as the newest weights and slows down.
    public func decay(after step: Int) -> Double {
        min(1 - 1 / Double(step + 1), averageDecay)
    }
}

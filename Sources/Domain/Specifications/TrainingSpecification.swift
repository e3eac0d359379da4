/// How a job trains.
public struct TrainingSpecification: Hashable, Sendable, Codable {
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        /// Replay from memory; the served weights are a moving average that also teaches on the replayed rows.
        case replay = "replay_ema"
        /// New rows only: what forgetting looks like. For comparison.
        case finetune
    }

    public var strategy: Strategy
    /// Passes over the new rows, within `min_steps` and `max_steps`.
    public var epochs: Double
    public var minSteps: Int
    public var maxSteps: Int
    /// New rows in a step.
    public var batchSize: Int
    /// Remembered rows in a step.
    public var replaySize: Int
    /// The peak rate of a model's first job.
    public var learningRate: Double
    /// The peak rate of later jobs, as a share of `learning_rate`; at most 0.5 keeps what is known.
    public var laterRateShare: Double
    /// Share of a job's steps in which the rate rises from 0 to its peak.
    public var warmUp: Double
    public var weightDecay: Double
    /// Weight of the squared difference to the average's logits on replayed rows (λ in CONTINUAL's `replay_ema`).
    public var distillation: Double
    /// Largest decay of the moving average.
    public var averageDecay: Double
    /// Global norm to which gradients are clipped; 0 turns clipping off.
    public var clipNorm: Double

    public init(
        strategy: Strategy = .replay, epochs: Double = 20, minSteps: Int = 300, maxSteps: Int = 3000, batchSize: Int = 32,
        replaySize: Int = 32, learningRate: Double = 2e-3, laterRateShare: Double = 0.5, warmUp: Double = 0.1,
        weightDecay: Double = 0.01, distillation: Double = 1, averageDecay: Double = 0.99, clipNorm: Double = 1
    ) {
        self.strategy = strategy
        self.epochs = epochs
        self.minSteps = minSteps
        self.maxSteps = maxSteps
        self.batchSize = batchSize
        self.replaySize = replaySize
        self.learningRate = learningRate
        self.laterRateShare = laterRateShare
        self.warmUp = warmUp
        self.weightDecay = weightDecay
        self.distillation = distillation
        self.averageDecay = averageDecay
        self.clipNorm = clipNorm
    }

    enum CodingKeys: String, CodingKey {
        case strategy, epochs, distillation
        case minSteps = "min_steps"
        case maxSteps = "max_steps"
        case batchSize = "batch_size"
        case replaySize = "replay_size"
        case learningRate = "learning_rate"
        case laterRateShare = "later_rate_share"
        case warmUp = "warm_up"
        case weightDecay = "weight_decay"
        case averageDecay = "average_decay"
        case clipNorm = "clip_norm"
    }
}

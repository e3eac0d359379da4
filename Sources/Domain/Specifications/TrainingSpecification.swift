/// How a job trains. The defaults are measured: docs/decisions/0005-training-recipe.md.
public struct TrainingSpecification: Hashable, Sendable, Codable {
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        /// New and remembered rows together; a moving average of the weights is served, and teaches on the remembered rows.
        case replay = "replay_ema"
        /// New rows only: what forgetting looks like. For comparison.
        case finetune
    }

    public var strategy: Strategy
    /// Passes over the new rows, within `min_steps` and `max_steps`.
    public var epochs: Double
    public var minSteps: Int
    public var maxSteps: Int
    /// Rows in a step, new and remembered; doubled, up to four times as many, where a job has more than 64 steps' worth of new rows.
    public var batchSize: Int
    /// Share of a step's rows that are remembered ones, once there are any. 0 to 0.9.
    public var replayShare: Double
    /// The peak rate of a model's first job.
    public var learningRate: Double
    /// The peak rate of later jobs, as a share of `learning_rate`; at most 0.5 keeps what is known.
    public var laterRateShare: Double
    /// Share of a job's steps in which the rate rises to its peak; then it falls as a cosine to 0.
    public var warmUp: Double
    public var weightDecay: Double
    /// Share of a class's target that is spread over all classes. 0 to 0.5.
    public var labelSmoothing: Double
    /// Standard deviation of the noise added to standardised numbers while training.
    public var inputNoise: Double
    /// Weight of the squared difference to the average's logits on remembered rows (λ of `replay_ema`).
    public var distillation: Double
    /// Largest decay of the moving average.
    public var averageDecay: Double
    /// Global norm to which gradients are clipped; 0 turns clipping off.
    public var clipNorm: Double

    public init(
        strategy: Strategy = .replay, epochs: Double = 40, minSteps: Int = 600, maxSteps: Int = 1500, batchSize: Int = 64,
        replayShare: Double = 0.5, learningRate: Double = 2e-3, laterRateShare: Double = 0.5, warmUp: Double = 0.08,
        weightDecay: Double = 0.01, labelSmoothing: Double = 0.1, inputNoise: Double = 0.3, distillation: Double = 0.3,
        averageDecay: Double = 0.99, clipNorm: Double = 1
    ) {
        self.strategy = strategy
        self.epochs = epochs
        self.minSteps = minSteps
        self.maxSteps = maxSteps
        self.batchSize = batchSize
        self.replayShare = replayShare
        self.learningRate = learningRate
        self.laterRateShare = laterRateShare
        self.warmUp = warmUp
        self.weightDecay = weightDecay
        self.labelSmoothing = labelSmoothing
        self.inputNoise = inputNoise
        self.distillation = distillation
        self.averageDecay = averageDecay
        self.clipNorm = clipNorm
    }

    enum CodingKeys: String, CodingKey {
        case strategy, epochs, distillation
        case minSteps = "min_steps"
        case maxSteps = "max_steps"
        case batchSize = "batch_size"
        case replayShare = "replay_share"
        case learningRate = "learning_rate"
        case laterRateShare = "later_rate_share"
        case warmUp = "warm_up"
        case weightDecay = "weight_decay"
        case labelSmoothing = "label_smoothing"
        case inputNoise = "input_noise"
        case averageDecay = "average_decay"
        case clipNorm = "clip_norm"
    }
}

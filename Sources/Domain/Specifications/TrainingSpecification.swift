/// How a job trains. The defaults are measured: docs/decisions/0005-training-recipe.md, and 0015-image-recipe.md for images.
public struct TrainingSpecification: Hashable, Sendable, Codable {
    public enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        /// New and remembered rows together; a moving average of the weights is served, and teaches on the remembered rows.
        case replay = "replay_ema"
        /// New rows only: what forgetting looks like. For comparison.
        case finetune
    }

    public var strategy: Strategy
    /// Passes over the new rows, within `min_steps` and `max_steps`; nil: 40, of images 15.
    public var epochs: Double?
    public var minSteps: Int
    /// Nil: 1500, of images 4000.
    public var maxSteps: Int?
    /// Rows in a step, new and remembered; doubled, up to four times as many, where a job has more than 64 steps' worth of new rows.
    public var batchSize: Int
    /// Share of a step's rows that are remembered ones, once there are any. 0 to 0.9; nil: 0.5, of tables more where
    /// more rows are remembered than are new.
    public var replayShare: Double?
    public var optimizer: OptimizerKind
    /// SGD's. 0 to below 1.
    public var momentum: Double
    /// SGD's look ahead; needs momentum.
    public var nesterov: Bool
    /// The peak rate of a model's first job.
    public var learningRate: Double
    /// The peak rate of later jobs, as a share of `learning_rate`; at most 0.5 keeps what is known.
    public var laterRateShare: Double
    public var schedule: ScheduleCourse
    /// Share of a job's steps in which the rate rises to its peak.
    public var warmUp: Double
    /// `step`: what the rate is multiplied by.
    public var stepFactor: Double
    /// `step`: after which share of the steps, each time.
    public var stepShare: Double
    public var weightDecay: Double
    /// Share of a class's target that is spread over all classes. 0 to 0.5.
    public var labelSmoothing: Double
    /// Whether every class weighs the same in a job's loss, however many rows it has.
    public var balanceClasses: Bool
    /// Regression: the error, in standard deviations of the label, from which on it pulls no harder; 0: nowhere.
    public var huberDelta: Double
    /// Standard deviation of the noise added to standardized numbers while training.
    public var inputNoise: Double
    /// Pixels by which an image is moved at most each time it is trained on; never stored.
    public var shift: Int
    /// Whether half of the images are mirrored, left for right, each time they are trained on; never stored.
    public var flip: Bool
    /// Weight of the distance to the average's logits on remembered rows (λ of `replay_ema`).
    public var distillation: Double
    /// Temperature at which the two distributions are compared (T²·KL); 0: the squared difference of the logits instead.
    public var distillationTemperature: Double
    /// Largest decay of the moving average.
    public var averageDecay: Double
    /// Global norm to which gradients are clipped; 0 turns clipping off.
    public var clipNorm: Double
    /// By a parameter's path or the beginning of one: the share of a job's steps (0…1) for which it stays as it is; 1: it never learns.
    public var freeze: [String: Double]
    /// By a parameter's path or the beginning of one: what the learning rate is multiplied by.
    public var rates: [String: Double]
    public var precision: TrainingPrecision

    public init(
        strategy: Strategy = .replay,
        epochs: Double? = nil,
        minSteps: Int = 600,
        maxSteps: Int? = nil,
        batchSize: Int = 64,
        replayShare: Double? = nil,
        optimizer: OptimizerKind = .adamw,
        momentum: Double = 0.9,
        nesterov: Bool = true,
        learningRate: Double = 2e-3,
        laterRateShare: Double = 0.5,
        schedule: ScheduleCourse = .cosine,
        warmUp: Double = 0.08,
        stepFactor: Double = 0.1,
        stepShare: Double = 0.33,
        weightDecay: Double = 0.01,
        labelSmoothing: Double = 0.1,
        balanceClasses: Bool = false,
        huberDelta: Double = 0,
        inputNoise: Double = 0.3,
        shift: Int = 1,
        flip: Bool = false,
        distillation: Double = 0.3,
        distillationTemperature: Double = 0,
        averageDecay: Double = 0.99,
        clipNorm: Double = 1,
        freeze: [String: Double] = [:],
        rates: [String: Double] = [:],
        precision: TrainingPrecision = .single
    ) {
        self.strategy = strategy
        self.epochs = epochs
        self.minSteps = minSteps
        self.maxSteps = maxSteps
        self.batchSize = batchSize
        self.replayShare = replayShare
        self.optimizer = optimizer
        self.momentum = momentum
        self.nesterov = nesterov
        self.learningRate = learningRate
        self.laterRateShare = laterRateShare
        self.schedule = schedule
        self.warmUp = warmUp
        self.stepFactor = stepFactor
        self.stepShare = stepShare
        self.weightDecay = weightDecay
        self.labelSmoothing = labelSmoothing
        self.balanceClasses = balanceClasses
        self.huberDelta = huberDelta
        self.inputNoise = inputNoise
        self.shift = shift
        self.flip = flip
        self.distillation = distillation
        self.distillationTemperature = distillationTemperature
        self.averageDecay = averageDecay
        self.clipNorm = clipNorm
        self.freeze = freeze
        self.rates = rates
        self.precision = precision
    }

    enum CodingKeys: String, CodingKey {
        case strategy, epochs, distillation, optimizer, momentum, nesterov, schedule, shift, flip, freeze, rates, precision
        case minSteps = "min_steps"
        case maxSteps = "max_steps"
        case batchSize = "batch_size"
        case replayShare = "replay_share"
        case learningRate = "learning_rate"
        case laterRateShare = "later_rate_share"
        case warmUp = "warm_up"
        case stepFactor = "step_factor"
        case stepShare = "step_share"
        case weightDecay = "weight_decay"
        case labelSmoothing = "label_smoothing"
        case distillationTemperature = "distillation_temperature"
        case balanceClasses = "balance_classes"
        case huberDelta = "huber_delta"
        case inputNoise = "input_noise"
        case averageDecay = "average_decay"
        case clipNorm = "clip_norm"
    }
}

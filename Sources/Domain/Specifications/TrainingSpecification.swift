/// How a job trains. The defaults are measured: docs/decisions/0005-training-recipe.md, and 0015-image-recipe.md for images.
///
/// A setting is a property, whose initial value is the default, and a line in `keys`.
public struct TrainingSpecification: Hashable, Sendable {
    /// How a model learns; each is a file in `Sources/ContinualLearning/Methods`.
    public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
        /// Decided by a model's first job: `replay_ema` or `analytic`.
        case auto
        /// New and remembered rows together; a moving average of the weights is served, and teaches on the remembered rows.
        case replay = "replay_ema"
        /// New and remembered rows together, and nothing else: experience replay.
        case er
        /// A closed form over fixed features, out of sums that take rows in and out exactly: nothing is forgotten, no row is remembered.
        case analytic
        /// New rows only: what forgetting looks like. For comparison.
        case finetune

        /// Whether validation rows are learned once they have decided.
        public var learnsValidationRows: Bool { self == .auto || self == .analytic }
    }

    /// Decided once for a model; `relearn --method` goes before it.
    public var method: Method = .auto
    /// `analytic`: features of a row, the constant one among them.
    public var features: Int = 2000
    /// `analytic`: what everything learned earlier counts for with each job, as a share of what it did; 1: as much as ever.
    public var forgetting: Double = 1
    /// Passes over the new rows, within `min_steps` and `max_steps`; nil: 40, of a later file without new classes 20, of images 15.
    public var epochs: Double?
    /// Nil: 300 passes over the new rows, of images 25, and no more than 600 steps; of a table's later file without new classes 60 steps.
    public var minSteps: Int?
    /// Nil: 1500, of images 4000; a first job goes on as long as validation rows say that it pays.
    public var maxSteps: Int?
    /// Rows in a step, new and remembered; doubled, up to four times as many, where a job has more than 64 steps' worth of new rows.
    public var batchSize: Int = 64
    /// Share of a step's rows that are remembered ones, once there are any. 0 to 0.9; nil: 0.5, of tables more where
    /// more rows are remembered than are new.
    public var replayShare: Double?
    /// How gradients change the weights.
    public var optimizer: OptimizerKind = .adamw
    /// SGD's. 0 to below 1.
    public var momentum: Double = 0.9
    /// SGD's look ahead; needs momentum.
    public var nesterov: Bool = true
    /// The peak rate of a model's first job.
    public var learningRate: Double = 2e-3
    /// The peak rate of later jobs, as a share of `learning_rate`; at most 0.5 keeps what is known.
    public var laterRateShare: Double = 0.5
    /// The learning rate's course after warm-up.
    public var schedule: ScheduleCourse = .cosine
    /// Share of a job's steps in which the rate rises to its peak.
    public var warmUp: Double = 0.08
    /// `step`: what the rate is multiplied by.
    public var stepFactor: Double = 0.1
    /// `step`: after which share of the steps, each time.
    public var stepShare: Double = 0.33
    /// Of matrices and kernels, 0 to 1: decoupled with AdamW, added to the gradient with SGD.
    public var weightDecay: Double = 0.01
    /// Share of a class's target that is spread over all classes. 0 to 0.5.
    public var labelSmoothing: Double = 0.1
    /// Whether every class weighs the same in a job's loss, however many rows it has.
    public var balanceClasses: Bool = false
    /// Regression: the error, in standard deviations of the label, from which on it pulls no harder; 0: nowhere.
    public var huberDelta: Double = 0
    /// Standard deviation of the noise added to standardized numbers while training.
    public var inputNoise: Double = 0.3
    /// Pixels by which an image is moved at most each time it is trained on; never stored.
    public var shift: Int = 1
    /// Whether half of the images are mirrored, left for right, each time they are trained on; never stored.
    public var flip: Bool = false
    /// Weight of the distance to the average's logits on remembered rows (λ of `replay_ema`).
    public var distillation: Double = 0.3
    /// Temperature at which the two distributions are compared (T²·KL); 0: the squared difference of the logits instead.
    public var distillationTemperature: Double = 0
    /// Largest decay of the moving average.
    public var averageDecay: Double = 0.99
    /// Global norm to which gradients are clipped; 0 turns clipping off.
    public var clipNorm: Double = 1
    /// By a parameter's path or the beginning of one: the share of a job's steps (0…1) for which it stays as it is; 1: it never learns.
    public var freeze: [String: Double] = [:]
    /// By a parameter's path or the beginning of one: what the learning rate is multiplied by.
    public var rates: [String: Double] = [:]
    /// What the rate of each of an encoder's layers is multiplied by against the layer above it; nil: 1.
    public var layerDecay: Double?
    /// Beside which linear maps of an encoder's layers low-rank adapters learn, in place of the encoder; nil: beside none.
    public var lora: AdaptedMaps?
    /// r of the adapters; nil: 8.
    public var loraRank: Int?
    /// α of the adapters; nil: 16.
    public var loraAlpha: Double?
    /// The share of an adapter's inputs that is dropped while training; nil: 0.
    public var loraDropout: Double?
    /// `analytic` over texts that a pretrained base reads: when its encoder is fine-tuned by itself; nil: only when somebody asks for it.
    public var refine: Refining?
    /// How matrices are multiplied; weights, sums and all else stay in 32 bits.
    public var precision: TrainingPrecision = .single

    /// When the encoder under a closed form is fine-tuned.
    public enum Refining: String, Hashable, Sendable, Codable, CaseIterable {
        /// When no file waits and the learned rows have grown by half.
        case auto
    }

    /// Linear maps of an encoder's layers that may have adapters.
    public enum AdaptedMaps: String, Hashable, Sendable, Codable, CaseIterable {
        /// Attention's queries and values.
        case queryValue = "query_value"
        /// All four of attention.
        case attention
        /// Those and the two of the feed-forward.
        case all
    }

    /// The defaults.
    public init() {}

    /// The defaults but for what is changed.
    public init(_ change: (inout TrainingSpecification) -> Void) { change(&self) }
}

extension TrainingSpecification: KeyedSpecification {
    /// Every key below `training`, in the order of the documented file: what is read from a configuration, what is said of it there, and how it is
    /// kept with jobs and models follow from this table. Names are public: changing one is a breaking change (docs/decisions).
    public static let keys: [SpecificationKey<TrainingSpecification>] = [
        .choice(
            "method",
            \.method,
            formerly: "strategy",
            .newModels,
            help:
                "How a model learns. replay_ema trains a network on new rows mixed with rows from the replay memory, and serves a moving average "
                + "of the weights, which also teaches on the remembered rows. analytic solves for the weights of fixed random features, from sums "
                + "that forget nothing and need no memory. auto has a model's first job try both, and keeps what is certainly better on at "
                + "least 50 validation rows, else replay_ema, or analytic where the label is a number. For comparison: er mixes new and remembered rows and does no more; finetune uses only "
                + "new rows and forgets."
        ),
        .integer(
            "features",
            \.features,
            64...16_384,
            .newModels,
            help:
                "For analytic: features of a row. Memory and time grow with their square: the sums of 2000 take 16 MB."
        ),
        .number(
            "forgetting",
            \.forgetting,
            0.01...1,
            help:
                "For analytic: what everything learned earlier is multiplied by in each job. 1 forgets nothing; 0.9 follows a world that changes, and "
                + "then rows no longer go out exactly."
        ),
        .number(
            "epochs",
            \.epochs,
            0.01...10_000,
            otherwise: "40, or 20 for a later file without new classes, or 15 for images, or 5 for a pretrained encoder",
            help:
                "Passes over the new rows, within the two limits that follow."
        ),
        .integer(
            "min_steps",
            \.minSteps,
            1...1_000_000,
            otherwise:
                "300 passes over the new rows, or 25 for images, or 1 for a pretrained encoder, but no more than 600 steps; 60 for a table's later file "
                + "without new classes",
            help:
                "Minimum number of steps in a job; at most max_steps."
        ),
        .integer(
            "max_steps",
            \.maxSteps,
            1...10_000_000,
            otherwise: "1500, or 4000 for images, or 20000 for a pretrained encoder; longer for a first job where that pays",
            help:
                "Maximum number of steps in a job. If neither this nor epochs is set, a first job whose passes do not fit into it trains three times "
                + "as long again, and again, as long as at least 50 validation rows say that this is certainly better, up to 60000 steps "
                + "or 100 passes, or 30 over images."
        ),
        .integer(
            "batch_size",
            \.batchSize,
            1...4096,
            help:
                "Rows in a step, new and remembered; up to four times as many if a job has more than 64 steps' worth of new rows."
        ),
        .number(
            "replay_share",
            \.replayShare,
            0...0.9,
            otherwise: "0.5, or more for tables if more is remembered",
            help:
                "Share of remembered rows in a step, once there are any."
        ),
        .choice(
            "optimizer",
            \.optimizer,
            help:
                "How gradients update the weights: Adam with decoupled weight decay, or gradient descent with momentum (then with a "
                + "learning_rate near 0.05)."
        ),
        .number("momentum", \.momentum, 0...0.9999, help: "Momentum for sgd."),
        .flag("nesterov", \.nesterov, help: "Nesterov momentum for sgd."),
        .number("learning_rate", \.learningRate, 0.000001...1, help: "Peak learning rate of a model's first job."),
        .number(
            "later_rate_share",
            \.laterRateShare,
            0.001...1,
            help:
                "Peak learning rate of later jobs, as a share of learning_rate; values up to 0.5 preserve what is known."
        ),
        .choice(
            "schedule",
            \.schedule,
            help:
                "Learning rate schedule after warm-up; one_cycle rises and falls as half cosines, from a 25th of the peak to nearly zero."
        ),
        .number("warm_up", \.warmUp, 0...1, help: "Share of the steps during which the learning rate rises to its peak."),
        .number("step_factor", \.stepFactor, 0...1, help: "For schedule step: the factor by which the learning rate is multiplied."),
        .number(
            "step_share",
            \.stepShare,
            0.001...1,
            help:
                "For schedule step: the share of the steps after which this happens, each time."
        ),
        .number(
            "weight_decay",
            \.weightDecay,
            0...1,
            help:
                "Weight decay for matrices and kernels: decoupled with adamw, added to the gradient with sgd."
        ),
        .number(
            "label_smoothing",
            \.labelSmoothing,
            0...0.5,
            help:
                "Label smoothing: the share of a class's target that is spread over all classes."
        ),
        .flag(
            "balance_classes",
            \.balanceClasses,
            help:
                "Whether every class has the same weight in a job's loss, however many rows it has."
        ),
        .number(
            "huber_delta",
            \.huberDelta,
            0...1000,
            help:
                "Regression: Huber delta, the error, in standard deviations of the label, beyond which the gradient no longer grows; 0 turns "
                + "it off."
        ),
        .number(
            "input_noise",
            \.inputNoise,
            0...10,
            help:
                "Standard deviation of the noise added to standardized numbers during training."
        ),
        .integer(
            "shift",
            \.shift,
            0...64,
            help:
                "Maximum number of pixels by which an image is shifted each time it is trained on. The replay memory keeps the image as it "
                + "is."
        ),
        .flag(
            "flip",
            \.flip,
            help:
                "Whether half of the images are mirrored, left to right, each time they are trained on. Use it only if mirroring does not "
                + "change their class."
        ),
        .number(
            "distillation",
            \.distillation,
            0...1000,
            help:
                "Weight of distillation from the moving average on remembered rows; 0 turns it off."
        ),
        .number(
            "distillation_temperature",
            \.distillationTemperature,
            0...100,
            help:
                "Temperature that softens the two answers before they are compared (Hinton); 0 compares the logits themselves, which did "
                + "better in our tests."
        ),
        .number(
            "average_decay",
            \.averageDecay,
            0...0.99999,
            help:
                "Maximum decay of the moving average of the weights; the average is what serves."
        ),
        .number("clip_norm", \.clipNorm, 0...1000, help: "Norm to which gradients are clipped; 0 turns clipping off."),
        .numbersByPath(
            "freeze",
            \.freeze,
            0...1,
            help:
                "Parameters that do not learn, by path or path prefix, and for which share of a job's steps: {layers.0: 1, layers.3: 0.5} "
                + "never trains the first layer, and trains the fourth only in the second half of a job. For images, layers.N is the N-th of "
                + "network.layers, from 0, and the last layer is head; for tables, layers.N is the N-th linear layer, and embeddings.N that of "
                + "the N-th categorical column. Parameters that never learn need no gradient, no optimizer state and no storage in a new "
                + "version (except a table's layers.0, which compensates for the scaler as it moves with the data)."
        ),
        .numbersByPath(
            "rates",
            \.rates,
            0...1000,
            help:
                "Factors by which the learning rate is multiplied, also by path; if several paths match, the longest counts."
        ),
        .number(
            "layer_decay",
            \.layerDecay,
            0.1...1,
            otherwise: "1",
            help:
                "For a fine-tuned encoder: what the learning rate of each layer is multiplied by against that of the layer above it, so that lower "
                + "layers, which are more general, move less."
        ),
        .choice(
            "lora",
            \.lora,
            orNone: "off",
            .newModels,
            help:
                "For a fine-tuned encoder: train low-rank adapters (LoRA) beside linear maps of its layers, and the heads, in place of the encoder "
                + "itself. query_value: beside attention's queries and values; attention: beside all four maps of attention; all: beside those of "
                + "the feed-forward, too. A version then keeps a few hundred kilobytes, and answers as fast as without."
        ),
        .integer("lora_rank", \.loraRank, 1...256, otherwise: "8", .newModels, help: "Rank of the adapters."),
        .number(
            "lora_alpha",
            \.loraAlpha,
            0.01...4096,
            otherwise: "16",
            .newModels,
            help: "What an adapter puts out is multiplied by lora_alpha / lora_rank."
        ),
        .number(
            "lora_dropout",
            \.loraDropout,
            0...0.9,
            otherwise: "0",
            help: "The share of an adapter's inputs that is dropped while training."
        ),
        .choice(
            "refine",
            \.refine,
            orNone: "off",
            help:
                "For analytic over texts that a pretrained base reads: auto fine-tunes its encoder by itself, as 'learnctl refine' does, when no file of any "
                + "model waits and the model's learned rows have grown by half since the last time, or since its first version."
        ),
        .choice(
            "precision",
            \.precision,
            help:
                "How matrices are multiplied: bfloat16 rounds the factors if the CPU supports it (AVX512_BF16), and is up to twice as fast; "
                + "weights, sums and everything else stay in 32 bits. On other CPUs it is the same as single, and so it is for the layers of a "
                + "pretrained encoder where the CPU's bfloat16 is no faster than its 32 bits (Intel's)."
        ),
    ]
}

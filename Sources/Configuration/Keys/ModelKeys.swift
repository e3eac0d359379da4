import Domain

/// Every key of a model's settings, below `defaults` or `models.NAME`.
public enum ModelKeys {
    /// The group that may be written as a flag alone: `gate: off`.
    static let flagGroup = (group: "gate", key: "gate.enabled")

    private static let label = Form<String>.text("a column's name").orNothing(meaning: "label or target, else the likeliest column")

    public static let all: [Key<ModelSpecification>] = [
        Key("label", \.label, label, .newModels),
        Key("task", \.task, Form<ModelSpecification.Task>.choice().orNothing(meaning: "decided from the first file"), .newModels),
        Key("columns", \.columns, .columnRules(), .newModels),
        Key(
            "rows.repeated",
            \.rows.repeated,
            Form<RepeatedRows>.choice().orNothing(meaning: "decided from the first file"),
            .newModels
        ),
        Key("rows.decimal", \.rows.decimal, Form<DecimalMark>.choice().orNothing(meaning: "decided for each file"), .newModels),
        Key("spellings", \.spellings, .choice(), .newModels),

        Key("network.hidden", \.network.hidden, .integers(1...4096, count: 0...8), .newModels),
        Key("network.activation", \.network.activation, .choice(), .newModels),
        Key("network.embedding", \.network.embedding, .integer(1...256), .newModels),
        Key(
            "network.layers",
            \.network.layers,
            Form<[String]>.layers().orNothing(meaning: "chosen by the images' size"),
            .newModels
        ),
        Key("network.image", \.network.image, Form<ImageShape>.imageShape().orNothing(meaning: "decided from the first file"), .newModels),

        Key("training.strategy", \.training.strategy, .choice(), .nextJob),
        Key(
            "training.epochs",
            \.training.epochs,
            Form<Double>.number(0.01...10_000).orNothing(meaning: "40, or 15 for images"),
            .nextJob
        ),
        Key("training.min_steps", \.training.minSteps, .integer(1...1_000_000), .nextJob),
        Key(
            "training.max_steps",
            \.training.maxSteps,
            Form<Int>.integer(1...10_000_000).orNothing(meaning: "1500, or 4000 for images"),
            .nextJob
        ),
        Key("training.batch_size", \.training.batchSize, .integer(1...4096), .nextJob),
        Key(
            "training.replay_share",
            \.training.replayShare,
            Form<Double>.number(0...0.9).orNothing(meaning: "0.5, or more for tables if more is remembered"),
            .nextJob
        ),
        Key("training.optimizer", \.training.optimizer, .choice(), .nextJob),
        Key("training.momentum", \.training.momentum, .number(0...0.9999), .nextJob),
        Key("training.nesterov", \.training.nesterov, .flag(), .nextJob),
        Key("training.learning_rate", \.training.learningRate, .number(0.000001...1), .nextJob),
        Key("training.later_rate_share", \.training.laterRateShare, .number(0.001...1), .nextJob),
        Key("training.schedule", \.training.schedule, .choice(), .nextJob),
        Key("training.warm_up", \.training.warmUp, .number(0...1), .nextJob),
        Key("training.step_factor", \.training.stepFactor, .number(0...1), .nextJob),
        Key("training.step_share", \.training.stepShare, .number(0.001...1), .nextJob),
        Key("training.weight_decay", \.training.weightDecay, .number(0...1), .nextJob),
        Key("training.label_smoothing", \.training.labelSmoothing, .number(0...0.5), .nextJob),
        Key("training.balance_classes", \.training.balanceClasses, .flag(), .nextJob),
        Key("training.huber_delta", \.training.huberDelta, .number(0...1000), .nextJob),
        Key("training.input_noise", \.training.inputNoise, .number(0...10), .nextJob),
        Key("training.shift", \.training.shift, .integer(0...64), .nextJob),
        Key("training.flip", \.training.flip, .flag(), .nextJob),
        Key("training.distillation", \.training.distillation, .number(0...1000), .nextJob),
        Key("training.distillation_temperature", \.training.distillationTemperature, .number(0...100), .nextJob),
        Key("training.average_decay", \.training.averageDecay, .number(0...0.99999), .nextJob),
        Key("training.clip_norm", \.training.clipNorm, .number(0...1000), .nextJob),
        Key("training.freeze", \.training.freeze, .numbersByPath(0...1), .nextJob),
        Key("training.rates", \.training.rates, .numbersByPath(0...1000), .nextJob),
        Key("training.precision", \.training.precision, .choice(), .nextJob),

        Key("memory.capacity", \.memory.capacity, .integer(0...10_000_000), .nextJob),

        Key("holdout.share", \.holdout.share, .number(0.02...0.5), .newModels),
        Key("holdout.per_class", \.holdout.perClass, .integer(10...1_000_000), .nextJob),

        Key("gate.enabled", \.gate.enabled, .flag(), .nextJob),
        Key("gate.margin", \.gate.margin, .number(0...1), .nextJob),
        Key("gate.growing_margin", \.gate.growingMargin, .number(0...1), .nextJob),
        Key("gate.new_class_floor", \.gate.newClassFloor, .number(0...1), .nextJob),

        Key("jobs.max_batches", \.jobs.maxBatches, .integer(1...1_000_000), .nextJob),
        Key("jobs.max_rows", \.jobs.maxRows, .integer(1...1_000_000_000), .nextJob),

        Key("serving.precision", \.serving.precision, .choice(), .nextJob),

        Key("seed", \.seed, .seed(), .newModels),
    ]
}

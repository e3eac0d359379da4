import Domain

/// Every key of a model's settings, below `defaults` or `models.NAME`.
public enum ModelKeys {
    /// The group that may be written as a flag alone: `gate: off`.
    static let flagGroup = (group: "gate", key: "gate.enabled")

    private static let label = Form<String>.text("a column's name").orNothing(meaning: "label or target, else the likeliest column")

    /// In the order of `config/learnd.yaml`; no two have the same name.
    public static let all: [Key<ModelSpecification>] =
        beforeTraining + TrainingSpecification.keys.map { Key($0, in: "training", \.training) } + afterTraining

    private static let beforeTraining: [Key<ModelSpecification>] = [
        Key("label", \.label, label, .newModels),
        Key("task", \.task, Form<ModelSpecification.Task>.choice().orNothing(meaning: "decided from the first file"), .newModels),
        Key("labels", \.labels, Form<[String: HeadSpecification]>.heads().orNothing(meaning: "one, which label and task tell"), .nextFile),
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
    ]

    private static let afterTraining: [Key<ModelSpecification>] = [
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

        Key(
            "text.tokens",
            \.text.tokens,
            Form<Int>.integer(8...8192).orNothing(meaning: "\(TextSpecification.usualTokens), or as many as the base can read"),
            .newModels
        ),
        Key(
            "text.base",
            \.text.base,
            Form<String>.text("a base's name or the beginning of its digest").orNothing(meaning: "the one that is there"),
            .newModels
        ),

        Key("answers.least_probability", \.answers.leastProbability, .leastProbability(), .nextJob),

        Key("seed", \.seed, .seed(), .newModels),
    ]
}

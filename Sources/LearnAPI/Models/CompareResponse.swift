import Domain

/// What a model's own files come to by several methods: the answer to `POST /v1/models/{m}/compare`.
public struct CompareResponse: Hashable, Sendable, Codable {
    /// What one method came to.
    public struct Entry: Hashable, Sendable, Codable {
        /// `replay_ema`, `analytic`, …
        public var method: String
        /// Accuracy (0…1), or R², of its last version on the gate's rows.
        public var score: Double
        /// Gate rows that `score` rests on.
        public var rows: Int
        /// A share, 0…1; left out where there is one version.
        public var forgetting: Double?
        /// Versions that the gate would have held.
        public var held: Int
        /// What training took in all.
        public var seconds: Double
        /// Of its last version.
        public var bytes: Int

        /// - Parameters:
        ///   - score: Accuracy (0…1), or R².
        ///   - forgetting: A share, 0…1; nil where there is one version.
        public init(method: String, score: Double, rows: Int, forgetting: Double?, held: Int, seconds: Double, bytes: Int) {
            self.method = method
            self.score = score
            self.rows = rows
            self.forgetting = forgetting
            self.held = held
            self.seconds = seconds
            self.bytes = bytes
        }
    }

    /// The model whose files were learned by each.
    public var model: ModelName
    /// What the scores are.
    public var metric: EvaluationReport.Metric
    /// Versions of the model's history, each derived by every method.
    public var versions: Int
    /// In the order in which they were asked for.
    public var methods: [Entry]
    /// That of the version that serves; left out where its release did not record it.
    public var current: String?
    /// The method that does better than that, by more than chance; left out where none does.
    public var better: String?

    /// - Parameters:
    ///   - current: Nil where the serving version's release did not record it.
    ///   - better: Nil where no method does certainly better.
    public init(
        model: ModelName,
        metric: EvaluationReport.Metric,
        versions: Int,
        methods: [Entry],
        current: String?,
        better: String?
    ) {
        self.model = model
        self.metric = metric
        self.versions = versions
        self.methods = methods
        self.current = current
        self.better = better
    }
}

/// The body of that request; left out, or without methods: `replay_ema` and `analytic`.
public struct CompareRequest: Hashable, Sendable, Codable {
    /// Names of methods: `replay_ema`, `analytic`, `er`, `finetune`; left out: those that `auto` chooses from.
    public var methods: [String]?

    /// - Parameter methods: Nil: those that `auto` chooses from.
    public init(methods: [String]? = nil) { self.methods = methods }
}

import Domain

/// The gate's word on a candidate, with what it rests on.
public struct Judgement: Hashable, Sendable, Codable {
    /// Whether the candidate may serve: there are no reasons, or the gate is off.
    public var passed: Bool
    /// What speaks against it, a sentence each; where the gate is off it passes with them.
    public var reasons: [String]
    /// What is to be said of one that passed; nil: nothing.
    public var remarks: [String]?
    /// The serving version on the rows that it had learned; nil for a model's first job.
    public var serving: Double?
    /// The candidate on the same rows.
    public var candidate: Double?
    /// The paired loss on those rows, without the overlap; nil for a model's first job.
    public var loss: PairedLoss?
    /// What of those rows (0…1) new classes took because they look alike; nil where no class is new.
    public var overlap: Double?
    /// The paired loss on the same rows against what was right when each row's file was learned, without what overlapping classes took
    /// since; nil for a model's first job.
    public var lossSinceLearned: PairedLoss?
    /// The margin that applied.
    public var margin: Double
    /// Classes that the candidate is the first to know, with its scores on their gate rows.
    public var newClasses: [String: Evaluation.Score]
    /// Whether the gate was on; off, everything passes and the reasons say what it would have said.
    public var enabled: Bool
    /// The candidate on its own gate rows, the known ones and the new.
    public var evaluation: Evaluation
    /// In what form the candidate answers if it serves; nil: 32-bit floats.
    public var precision: ServingPrecision?
    /// Of several heads, the word on each, by its label; what stands above is of all: the mean scores, the worst loss. Nil where there is one.
    public var heads: [String: Judgement]?
    /// What 8 bits lose on the gate rows (0…1), where they were asked for and the CPU has them.
    public var precisionLoss: Double?

    /// Without remarks and precision, which are set once they are known.
    public init(
        passed: Bool,
        reasons: [String],
        serving: Double?,
        candidate: Double?,
        loss: PairedLoss?,
        overlap: Double? = nil,
        lossSinceLearned: PairedLoss?,
        margin: Double,
        newClasses: [String: Evaluation.Score],
        enabled: Bool,
        evaluation: Evaluation
    ) {
        self.passed = passed
        self.reasons = reasons
        self.serving = serving
        self.candidate = candidate
        self.loss = loss
        self.overlap = overlap
        self.lossSinceLearned = lossSinceLearned
        self.margin = margin
        self.newClasses = newClasses
        self.enabled = enabled
        self.evaluation = evaluation
    }
}

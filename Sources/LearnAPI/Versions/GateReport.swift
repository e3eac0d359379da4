import Domain

/// What the gate said of a version and what it rests on.
public struct GateReport: Hashable, Sendable, Codable {
    /// Whether it may serve; true for any version where the gate is off.
    public var passed: Bool
    /// Off, everything passes and the reasons say what it would have said.
    public var enabled: Bool
    /// A sentence each; empty where it had nothing against it.
    public var reasons: [String]
    /// What is to be said of a version that passed, such as that it is no better than a constant answer for certain; left out where there is nothing.
    public var remarks: [String]?
    /// The version that served then, on the rows it had learned; left out for a model's first version.
    public var serving: Double?
    /// This version on the same rows.
    public var candidate: Double?
    /// How many rows were compared.
    public var rows: Int?
    /// Mean paired loss, 0…1, the overlap left out.
    public var loss: Double?
    /// What of those rows new classes took because they look alike, 0…1; left out where no class was new.
    public var overlap: Double?
    /// Its one-sided 95 % lower bound: what the margin is held against.
    public var certainLoss: Double?
    /// The loss that was allowed then, 0…1: the larger margin where there were new classes.
    public var margin: Double
    /// Mean paired loss on the same rows against what was right when each row's file was learned, 0…1, the overlap left out.
    public var lossSinceLearned: Double?
    /// Its one-sided 95 % lower bound: what three margins are held against.
    public var certainLossSinceLearned: Double?
    /// In what form the version answers where it serves; left out for 32-bit floats.
    public var precision: ServingPrecision?
    /// What 8 bits lose on the gate rows, 0…1, where they were asked for and the CPU has them.
    public var precisionLoss: Double?
    /// Of a model of several labels the word on each, by its name; what stands above is of all of them: mean scores, the worst loss. Left out where there
    /// is one.
    public var heads: [String: GateReport]?

    /// What is nil is left out of the answer.
    public init(
        passed: Bool,
        enabled: Bool,
        reasons: [String],
        remarks: [String]? = nil,
        serving: Double? = nil,
        candidate: Double? = nil,
        rows: Int? = nil,
        loss: Double? = nil,
        overlap: Double? = nil,
        certainLoss: Double? = nil,
        margin: Double,
        lossSinceLearned: Double? = nil,
        certainLossSinceLearned: Double? = nil,
        precision: ServingPrecision? = nil,
        precisionLoss: Double? = nil,
        heads: [String: GateReport]? = nil
    ) {
        self.heads = heads
        self.passed = passed
        self.enabled = enabled
        self.reasons = reasons
        self.remarks = remarks
        self.serving = serving
        self.candidate = candidate
        self.rows = rows
        self.loss = loss
        self.overlap = overlap
        self.certainLoss = certainLoss
        self.margin = margin
        self.lossSinceLearned = lossSinceLearned
        self.certainLossSinceLearned = certainLossSinceLearned
        self.precision = precision
        self.precisionLoss = precisionLoss
    }

    private enum CodingKeys: String, CodingKey {
        case passed, enabled, reasons, remarks, serving, candidate, rows, loss, overlap, margin, precision, heads
        case certainLoss = "certain_loss"
        case lossSinceLearned = "loss_since_learned"
        case certainLossSinceLearned = "certain_loss_since_learned"
        case precisionLoss = "precision_loss"
    }
}

/// The replay memory.
public struct MemorySpecification: Hashable, Sendable, Codable {
    /// Rows kept, shared out evenly over the classes. 0 keeps none.
    public var capacity: Int

    /// The default holds for models without settings of their own.
    public init(capacity: Int = 2000) { self.capacity = capacity }
}

/// The rows that never train.
public struct HoldoutSpecification: Hashable, Sendable, Codable {
    /// Share of rows, by their identity's hash: half for validation, half for the gate. 0.02 to 0.5.
    public var share: Double
    /// Most rows kept of a class, in each half.
    public var perClass: Int

    /// The defaults hold for models without settings of their own.
    public init(share: Double = 0.20, perClass: Int = 500) {
        self.share = share
        self.perClass = perClass
    }

    enum CodingKeys: String, CodingKey {
        case share
        case perClass = "per_class"
    }
}

/// When a candidate may serve.
public struct GateSpecification: Hashable, Sendable, Codable {
    /// Off: every candidate serves (its evaluation is still recorded).
    public var enabled: Bool
    /// Loss of accuracy (0…1) on what the serving version had learned that a candidate may show for certain.
    public var margin: Double
    /// The same where the candidate has new classes.
    public var growingMargin: Double
    /// Least accuracy (0…1) on the gate rows of classes that the candidate is the first to know.
    public var newClassFloor: Double

    /// The defaults hold for models without settings of their own.
    public init(enabled: Bool = true, margin: Double = 0.02, growingMargin: Double = 0.04, newClassFloor: Double = 0.5) {
        self.enabled = enabled
        self.margin = margin
        self.growingMargin = growingMargin
        self.newClassFloor = newClassFloor
    }

    enum CodingKeys: String, CodingKey {
        case enabled, margin
        case growingMargin = "growing_margin"
        case newClassFloor = "new_class_floor"
    }
}

/// What is joined into one job.
public struct JobSpecification: Hashable, Sendable, Codable {
    /// Most waiting files learned in one job; 1 makes the versions independent of when files arrive.
    public var maxBatches: Int
    /// Most rows in a job of several files.
    public var maxRows: Int

    /// The defaults hold for models without settings of their own.
    public init(maxBatches: Int = 256, maxRows: Int = 200_000) {
        self.maxBatches = maxBatches
        self.maxRows = maxRows
    }

    enum CodingKeys: String, CodingKey {
        case maxBatches = "max_batches"
        case maxRows = "max_rows"
    }
}

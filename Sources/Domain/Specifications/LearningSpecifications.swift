/// How gradients change the weights.
public struct OptimizerSpecification: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        /// Adam with decoupled weight decay.
        case adamw
        /// Gradient descent, with `momentum`.
        case sgd
    }

    public var kind: Kind
    /// SGD's. 0 to below 1.
    public var momentum: Double
    /// SGD's look ahead; needs momentum.
    public var nesterov: Bool

    public init(kind: Kind = .adamw, momentum: Double = 0.9, nesterov: Bool = true) {
        self.kind = kind
        self.momentum = momentum
        self.nesterov = nesterov
    }
}

/// The learning rate's course over a job.
public struct ScheduleSpecification: Hashable, Sendable, Codable {
    public enum Course: String, Hashable, Sendable, Codable, CaseIterable {
        /// The peak to the end.
        case constant
        /// Down in a line to 0.
        case linear
        /// Down as half a cosine to 0.
        case cosine
        /// Times `step_factor` after each `step_share` of the steps.
        case stepped = "step"
        /// Up from a 25th of the peak and down to nearly nothing, both as half a cosine (one-cycle).
        case oneCycle = "one_cycle"
    }

    public var course: Course
    /// Share of a job's steps in which the rate rises to its peak.
    public var warmUp: Double
    /// `step`: what the rate is multiplied by.
    public var stepFactor: Double
    /// `step`: after which share of the steps, each time.
    public var stepShare: Double

    public init(course: Course = .cosine, warmUp: Double = 0.08, stepFactor: Double = 0.1, stepShare: Double = 0.33) {
        self.course = course
        self.warmUp = warmUp
        self.stepFactor = stepFactor
        self.stepShare = stepShare
    }

    enum CodingKeys: String, CodingKey {
        case course
        case warmUp = "warm_up"
        case stepFactor = "step_factor"
        case stepShare = "step_share"
    }
}

/// How images are changed each time they are trained on; never stored.
public struct AugmentationSpecification: Hashable, Sendable, Codable {
    /// Pixels by which an image is moved at most, up or down, left or right.
    public var shift: Int
    /// Whether half of the images are mirrored, left for right.
    public var flip: Bool

    public init(shift: Int = 1, flip: Bool = false) {
        self.shift = shift
        self.flip = flip
    }
}

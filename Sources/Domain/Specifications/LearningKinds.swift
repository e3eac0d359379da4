/// How gradients change the weights.
public enum OptimizerKind: String, Hashable, Sendable, Codable, CaseIterable {
    /// Adam with decoupled weight decay.
    case adamw
    /// Gradient descent, with momentum.
    case sgd
}

/// The learning rate's course over a job, after its rise.
public enum ScheduleCourse: String, Hashable, Sendable, Codable, CaseIterable {
    /// The peak to the end.
    case constant
    /// Down in a line to 0.
    case linear
    /// Down as half a cosine to 0.
    case cosine
    /// Times `step_factor` after each `step_share` of the steps.
    case stepped = "step"
    /// Up from a 25th of the peak and down to nearly nothing, both as half a cosine.
    case oneCycle = "one_cycle"
}

/// How training multiplies matrices.
public enum TrainingPrecision: String, Hashable, Sendable, Codable, CaseIterable {
    /// 32-bit floats.
    case single
    /// Factors rounded to bfloat16 where the CPU has it (AVX512_BF16); weights and sums stay in 32 bits.
    case bfloat16
}

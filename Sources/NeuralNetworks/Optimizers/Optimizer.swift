/// How a gradient changes a parameter. One update is one pass over parameters, gradients and state.
public protocol Optimizer: Sendable {
    /// Floats of state for each parameter: moments, velocity.
    var stateCount: Int { get }

    func apply(_ update: ParameterUpdate)
}

/// One update of a stretch of parameters.
public struct ParameterUpdate {
    /// `count` floats, changed in place.
    public var parameters: UnsafeMutablePointer<Float>
    /// As many floats, not yet multiplied by `gradientScale`; only read.
    public var gradients: UnsafePointer<Float>
    /// The optimizer's state: stretch after stretch, `stateStride` apart.
    public var state: UnsafeMutablePointer<Float>
    /// Floats from one kind of state to the next of the same parameter: from its first moment to its second.
    public var stateStride: Int
    /// Parameters in the stretch.
    public var count: Int
    /// What gradients are multiplied by first: clipping.
    public var gradientScale: Float
    /// The learning rate of this step, times the parameter's own factor.
    public var rate: Double
    /// Whether weight decay applies to this stretch: see `Parameter.decays`.
    public var decays: Bool
    /// 1, 2, 3…
    public var step: Int

    /// The pointers are the trainer's, and hold for one call of `apply`.
    public init(
        parameters: UnsafeMutablePointer<Float>,
        gradients: UnsafePointer<Float>,
        state: UnsafeMutablePointer<Float>,
        stateStride: Int,
        count: Int,
        gradientScale: Float,
        rate: Double,
        decays: Bool,
        step: Int
    ) {
        self.parameters = parameters
        self.gradients = gradients
        self.state = state
        self.stateStride = stateStride
        self.count = count
        self.gradientScale = gradientScale
        self.rate = rate
        self.decays = decays
        self.step = step
    }
}

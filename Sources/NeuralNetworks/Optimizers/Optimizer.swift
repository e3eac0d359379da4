/// How a gradient changes a parameter. One update is one pass over parameters, gradients and state.
public protocol Optimizer: Sendable {
    /// Floats of state for each parameter: moments, velocity.
    var stateCount: Int { get }

    func apply(_ update: ParameterUpdate)
}

/// One update of a stretch of parameters.
public struct ParameterUpdate {
    public var parameters: UnsafeMutablePointer<Float>
    public var gradients: UnsafePointer<Float>
    /// The optimizer's state: stretch after stretch, `stateStride` apart.
    public var state: UnsafeMutablePointer<Float>
    public var stateStride: Int
    public var count: Int
    /// What gradients are multiplied by first: clipping.
    public var gradientScale: Float
    public var rate: Double
    public var decays: Bool
    /// 1, 2, 3…
    public var step: Int

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

import Tensors

/// Adam with decoupled weight decay (Loshchilov, Hutter 2019), in PyTorch's order of operations; without decay it is Adam.
public struct AdamW: Optimizer {
    public var beta1: Float
    public var beta2: Float
    public var epsilon: Float
    public var weightDecay: Float

    public init(weightDecay: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
        self.weightDecay = weightDecay
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    /// Both moments.
    public var stateCount: Int { 2 }

    public func apply(_ update: ParameterUpdate) {
        Kernels.adamW(
            update.parameters,
            gradient: update.gradients,
            m: update.state,
            v: update.state + update.stateStride,
            count: update.count,
            gradientScale: update.gradientScale,
            rate: Float(update.rate),
            beta1: beta1,
            beta2: beta2,
            epsilon: epsilon,
            decay: update.decays ? weightDecay : 0,
            step: update.step
        )
    }
}

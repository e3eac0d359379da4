import Tensors

/// Adam with decoupled weight decay (Loshchilov, Hutter 2019), in PyTorch's order of operations; without decay it is Adam.
public struct AdamW: Optimizer {
    /// β₁, 0 to below 1: how much of the first moment stays, m = β₁·m + (1 − β₁)·g.
    public var beta1: Float
    /// β₂, 0 to below 1: how much of the second moment stays, v = β₂·v + (1 − β₂)·g².
    public var beta2: Float
    /// ε, added to the root of the second moment after its bias correction, so that nothing is divided by 0.
    public var epsilon: Float
    /// λ: each step multiplies the parameters that decay by 1 − rate·λ, before the gradient's own change.
    public var weightDecay: Float

    /// With PyTorch's moments and ε where they are left out; the decay is always given.
    public init(weightDecay: Float, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8) {
        self.weightDecay = weightDecay
        self.beta1 = beta1
        self.beta2 = beta2
        self.epsilon = epsilon
    }

    /// Both moments.
    public var stateCount: Int { 2 }

    /// w = w·(1 − rate·λ) − rate·m̂ / (√v̂ + ε), m̂ and v̂ the moments over 1 − βᵗ. Overwrites both moments.
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

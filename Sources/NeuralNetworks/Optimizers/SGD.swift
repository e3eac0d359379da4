import Tensors

/// Stochastic gradient descent with momentum and Nesterov's look ahead (Sutskever et al. 2013), weight decay added to the gradient, as PyTorch's.
public struct SGD: Optimizer {
    /// μ, 0 to below 1: how much of the velocity stays, v = μ·v + g; 0: there is none, and no state.
    public var momentum: Float
    /// Whether a step goes along g + μ·v rather than along v.
    public var nesterov: Bool
    /// λ: λ·w is added to the gradient of parameters that decay, after it was clipped.
    public var weightDecay: Float

    /// - Precondition: Nesterov's look ahead has a momentum above 0.
    public init(momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0) {
        precondition(!nesterov || momentum > 0, "Nesterov's look ahead without momentum")
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    /// The velocity, where there is momentum.
    public var stateCount: Int { momentum > 0 ? 1 : 0 }

    /// w = w − rate·v, or w − rate·(g + μ·v) with Nesterov's look ahead. Overwrites the velocity.
    public func apply(_ update: ParameterUpdate) {
        Kernels.sgd(
            update.parameters,
            gradient: update.gradients,
            velocity: momentum > 0 ? update.state : nil,
            count: update.count,
            gradientScale: update.gradientScale,
            rate: Float(update.rate),
            momentum: momentum,
            nesterov: nesterov,
            decay: update.decays ? weightDecay : 0
        )
    }
}

import Tensors

/// Stochastic gradient descent with momentum and Nesterov's look ahead (Sutskever et al. 2013), weight decay added to the gradient, as PyTorch's.
public struct SGD: Optimizer {
    public var momentum: Float
    public var nesterov: Bool
    public var weightDecay: Float

    public init(momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0) {
        precondition(!nesterov || momentum > 0, "Nesterov's look ahead without momentum")
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
    }

    /// The velocity, where there is momentum.
    public var stateCount: Int { momentum > 0 ? 1 : 0 }

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

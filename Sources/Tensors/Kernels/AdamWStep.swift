import CKernels

/// One update of AdamW over a stretch of parameters, in one pass (Loshchilov, Hutter 2019; PyTorch's order of operations).
public struct AdamWStep {
    /// What the gradient is multiplied by first: clipping.
    public var gradientScale: Float = 1
    public var rate: Float
    public var beta1: Float = 0.9
    public var beta2: Float = 0.999
    public var epsilon: Float = 1e-8
    public var decay: Float
    /// 1, 2, 3…
    public var step: Int

    public init(rate: Float, decay: Float, step: Int) {
        self.rate = rate
        self.decay = decay
        self.step = step
    }

    public func apply(
        _ parameters: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>, m: UnsafeMutablePointer<Float>,
        v: UnsafeMutablePointer<Float>, count: Int
    ) {
        learnd_adamw(
            count, parameters, gradient, m, v, gradientScale, rate, beta1, beta2, epsilon, decay, 1 - Self.power(beta1, step),
            1 - Self.power(beta2, step))
    }

    private static func power(_ base: Float, _ exponent: Int) -> Float {
        var result = 1.0
        var factor = Double(base)
        var left = exponent
        while left > 0 {
            if left & 1 == 1 { result *= factor }
            factor *= factor
            left >>= 1
        }
        return Float(result)
    }
}

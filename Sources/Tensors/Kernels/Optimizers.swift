import CKernels

/// Optimizers' updates of a stretch of parameters, each in one pass.
extension Kernels {
    /// One update of AdamW (Loshchilov, Hutter 2019; PyTorch's order of operations).
    ///
    /// - Parameter step: 1, 2, 3…
    public static func adamW(
        _ parameters: UnsafeMutablePointer<Float>,
        gradient: UnsafePointer<Float>,
        m: UnsafeMutablePointer<Float>,
        v: UnsafeMutablePointer<Float>,
        count: Int,
        gradientScale: Float,
        rate: Float,
        beta1: Float,
        beta2: Float,
        epsilon: Float,
        decay: Float,
        step: Int
    ) {
        learnd_adamw(
            count,
            parameters,
            gradient,
            m,
            v,
            gradientScale,
            rate,
            beta1,
            beta2,
            epsilon,
            decay,
            correction(beta1, step),
            correction(beta2, step)
        )
    }

    /// One update of SGD as PyTorch's.
    ///
    /// - Parameter velocity: Nil: without momentum.
    public static func sgd(
        _ parameters: UnsafeMutablePointer<Float>,
        gradient: UnsafePointer<Float>,
        velocity: UnsafeMutablePointer<Float>?,
        count: Int,
        gradientScale: Float,
        rate: Float,
        momentum: Float,
        nesterov: Bool,
        decay: Float
    ) {
        learnd_sgd(
            count,
            parameters,
            gradient,
            velocity,
            gradientScale,
            rate,
            momentum,
            nesterov ? 1 : 0,
            decay
        )
    }

    /// Moves an average by `share` of its distance to the newest values; to them where `share` is 1.
    public static func moveAverage(
        _ average: UnsafeMutablePointer<Float>,
        to newest: UnsafePointer<Float>,
        share: Float,
        count: Int
    ) {
        learnd_move_average(count, newest, share, average)
    }

    /// 1 − baseⁿ, subtracted in double: in float it would lose half its digits in the first steps.
    private static func correction(_ base: Float, _ exponent: Int) -> Float {
        var result = 1.0
        var factor = Double(base)
        var left = exponent
        while left > 0 {
            if left & 1 == 1 { result *= factor }
            factor *= factor
            left >>= 1
        }
        return Float(1 - result)
    }
}

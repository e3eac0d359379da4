import CKernels

/// Kernels of features that do not learn: numbers in [−1, 1] that are whole multiples of 2⁻¹³, so that sums of their products are exact.
extension Kernels {
    /// Steps of such a number from 0 to 1.
    public static let featureSteps = 8192.0

    /// x becomes cos x, rounded; |x| ≤ 10⁴.
    public static func fourier(_ x: UnsafeMutablePointer<Float>, count: Int) { learnd_fourier(count, x, x) }

    /// x becomes its Walsh–Hadamard transform, unnormalized.
    ///
    /// - Precondition: `count` is a power of two of 32 or more.
    public static func hadamard(_ x: UnsafeMutablePointer<Float>, count: Int) { learnd_hadamard(count, x) }

    /// y = ± factor · x, minus where a bit of `signs` is 1; x and y may be the same.
    ///
    /// - Precondition: `count` is a multiple of 32.
    public static func flip(
        _ x: UnsafePointer<Float>,
        signs: UnsafePointer<UInt32>,
        factor: Float,
        into y: UnsafeMutablePointer<Float>,
        count: Int
    ) {
        learnd_flip(count, signs, factor, x, y)
    }

    /// Features as whole numbers.
    public static func wholeMultiples(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Double>, count: Int) {
        learnd_whole_multiples(count, x, y)
    }
}

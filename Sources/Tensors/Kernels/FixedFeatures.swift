import CKernels

/// Kernels of features that do not learn: numbers in [−1, 1] that are whole multiples of 2⁻¹³, so that sums of their products are exact.
extension Kernels {
    /// Steps of such a number from 0 to 1.
    public static let featureSteps = 8192.0

    /// x becomes cos x, rounded; |x| ≤ 10⁴.
    public static func fourier(_ x: UnsafeMutablePointer<Float>, count: Int) { learnd_fourier(count, x, x) }

    /// Features as whole numbers.
    public static func wholeMultiples(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Double>, count: Int) {
        learnd_whole_multiples(count, x, y)
    }
}

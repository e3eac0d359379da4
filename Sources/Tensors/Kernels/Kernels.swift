import CKernels

/// The vector kernels, by their Swift names. Each is held against its plain twin in `PlainKernels` by the tests.
public enum Kernels {
    /// `c[m, n] (+)= a[m, k] · b[k, n]`; all row-major and dense.
    public static func multiply(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int,
        accumulate: Bool = false
    ) {
        learnd_gemm(m, n, k, a, k, 1, b, n, c, n, accumulate ? 1 : 0)
    }

    /// `c[m, n] = aᵀ · b` for `a[k, m]`, `b[k, n]`: a weight's gradient from a batch of k rows.
    public static func multiplyTransposed(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
    ) {
        learnd_gemm(m, n, k, a, 1, m, b, n, c, n, 0)
    }

    public static func addBias(_ y: UnsafeMutablePointer<Float>, rows: Int, width: Int, bias: UnsafePointer<Float>, relu: Bool) {
        learnd_add_bias(rows, width, y, bias, relu ? 1 : 0)
    }

    public static func gelu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) { learnd_gelu(count, x, y) }

    public static func geluBackward(_ x: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, count: Int) {
        learnd_gelu_backward(count, x, gradient)
    }

    /// - Parameter y: The layer's output.
    public static func reluBackward(_ y: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, count: Int) {
        learnd_relu_backward(count, y, gradient)
    }

    public static func columnSums(_ x: UnsafePointer<Float>, rows: Int, width: Int, into sums: UnsafeMutablePointer<Float>) {
        learnd_column_sums(rows, width, x, sums)
    }

    public static func transpose(rows: Int, columns: Int, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>) {
        learnd_transpose(rows, columns, x, y)
    }

    public static func softmax(_ x: UnsafeMutablePointer<Float>, rows: Int, width: Int) { learnd_softmax(rows, width, x) }

    /// Turns logits `[rows, width]` into `scale · ∂loss/∂logits` and returns the sum of the rows' cross-entropies.
    ///
    /// The target of class c is `(1 − smoothing)·onehot(c) + smoothing / width`.
    public static func crossEntropy(
        _ logits: UnsafeMutablePointer<Float>, rows: Int, width: Int, classes: UnsafePointer<Int32>, smoothing: Float, scale: Float
    ) -> Double {
        learnd_cross_entropy(rows, width, logits, classes, smoothing, scale)
    }

    /// `gradient += scale · 2(x − y)`; returns Σ (x − y)².
    public static func squaredDifference(
        _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>, count: Int, scale: Float, gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        learnd_squared_difference(count, x, y, scale, gradient)
    }

    /// `average += (1 − decay)(values − average)`.
    public static func average(_ average: UnsafeMutablePointer<Float>, _ values: UnsafePointer<Float>, count: Int, decay: Float) {
        learnd_average(count, average, values, decay)
    }

    public static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double { learnd_sum_of_squares(count, x) }
}

import CKernels

/// The vector kernels, by their Swift names. Each is held against plain code in double by the tests: `PlainKernels`,
/// `PlainNetwork` and PyTorch's golden files.
public enum Kernels {
    /// `c[m, n] (+)= a[m, k] · b[k, n]`; all row-major and dense.
    public static func multiply(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int,
        accumulate: Bool = false
    ) {
        learnd_gemm(m, n, k, a, k, 1, b, n, c, n, accumulate ? 1 : 0)
    }

    /// `c[m, n] = a[m, k] · b[k, n] + bias[n]`, negative results cut off where `relu`: the bytes of `multiply` and `addBias`, in one pass.
    public static func multiply(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        bias: UnsafePointer<Float>,
        relu: Bool,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int
    ) {
        learnd_gemm_bias(m, n, k, a, k, 1, b, n, bias, relu ? 1 : 0, c, n)
    }

    /// `c[m, n] = aᵀ · b` for `a[k, m]`, `b[k, n]`: a weight's gradient from a batch of k rows.
    ///
    /// - Parameter stride: Floats from one of a's rows to the next, where only some of its columns are meant.
    public static func multiplyTransposed(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int,
        stride: Int? = nil
    ) {
        learnd_gemm(m, n, k, a, 1, stride ?? m, b, n, c, n, 0)
    }

    /// `c = aᵀ · b` for a few columns of `a[k, m]` and n of a matrix of k rows, `bStride` floats apart.
    public static func multiplyTransposed(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        bStride: Int,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int
    ) {
        // Some rows at a time: all of them, one panel of columns after another, would be read by narrow columns.
        var first = 0
        repeat {
            let (a, b) = (a + first * m, b + first * bStride)
            learnd_gemm(m, n, min(64, k - first), a, 1, m, b, bStride, c, n, first > 0 ? 1 : 0)
            first += 64
        } while first < k
    }

    /// `c[m, n] = a · b` for k columns of a matrix of m rows, `stride` floats apart.
    public static func multiply(
        _ a: UnsafePointer<Float>,
        stride: Int,
        _ b: UnsafePointer<Float>,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int
    ) {
        learnd_gemm(m, n, k, a, stride, 1, b, n, c, n, 0)
    }

    /// `c += a[m, k] · b[k, n]` in n columns of a matrix of m rows, `stride` floats apart.
    public static func multiplyAdding(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        to c: UnsafeMutablePointer<Float>,
        stride: Int,
        m: Int,
        n: Int,
        k: Int
    ) {
        learnd_gemm(m, n, k, a, k, 1, b, n, c, stride, 1)
    }

    /// Whether this CPU multiplies bfloat16 itself; where it does not, the products below are those of 32-bit floats.
    public static var hasBFloat16: Bool { learnd_has_bfloat16() != 0 }

    /// `multiply` with a and b rounded to bfloat16.
    public static func multiplyBFloat16(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int
    ) {
        learnd_gemm_bfloat16(m, n, k, a, k, 1, b, n, c, n, 0)
    }

    /// `multiplyTransposed` with a and b rounded to bfloat16.
    public static func multiplyTransposedBFloat16(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int,
        stride: Int
    ) {
        learnd_gemm_bfloat16(m, n, k, a, 1, stride, b, n, c, n, 0)
    }

    /// `y[rows, width] += bias[width]` in each row; negative results are cut off where `relu`.
    public static func addBias(_ y: UnsafeMutablePointer<Float>, rows: Int, width: Int, bias: UnsafePointer<Float>, relu: Bool) {
        learnd_add_bias(rows, width, y, bias, relu ? 1 : 0)
    }

    /// `y = x · Φ(x)`, Φ the normal distribution function. x may be y.
    public static func gelu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) { learnd_gelu(count, x, y) }

    /// `gradient *= gelu′(x)`.
    ///
    /// - Parameter x: The layer's input.
    public static func geluBackward(_ x: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, count: Int) {
        learnd_gelu_backward(count, x, gradient)
    }

    /// `y = gelu(x)`, and gelu′(x) takes x's place: what `geluBackward` would multiply by.
    public static func geluKeepingSlopes(_ x: UnsafeMutablePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
        learnd_gelu_and_slopes(count, x, y)
    }

    /// `y *= x`.
    public static func multiply(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) { learnd_multiply(count, x, y) }

    /// `y = max(x, 0)`. x may be y.
    public static func relu(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
        if UnsafePointer(y) != x { y.update(from: x, count: count) }
        learnd_relu(count, y)
    }

    /// `y += x`.
    public static func add(_ x: UnsafePointer<Float>, to y: UnsafeMutablePointer<Float>, count: Int) { learnd_add(count, x, y) }

    /// `sum[i] = Σ_u x[u · stride + i]`, u in order.
    public static func sumParts(
        _ x: UnsafePointer<Float>,
        parts: Int,
        stride: Int,
        count: Int,
        into sum: UnsafeMutablePointer<Float>
    ) {
        learnd_sum_parts(parts, stride, count, x, sum)
    }

    /// - Parameter y: The layer's output.
    public static func reluBackward(_ y: UnsafePointer<Float>, gradient: UnsafeMutablePointer<Float>, count: Int) {
        learnd_relu_backward(count, y, gradient)
    }

    /// `sums[j] = Σ_r x[r, j]`, r in order.
    ///
    /// - Parameter stride: Floats from one row to the next; nil: `width`.
    public static func columnSums(
        _ x: UnsafePointer<Float>,
        rows: Int,
        width: Int,
        stride: Int? = nil,
        into sums: UnsafeMutablePointer<Float>
    ) {
        learnd_column_sums(rows, width, stride ?? width, x, sums)
    }

    /// `reluBackward`, and `columnSums` of what it leaves, in one pass.
    public static func reluBackwardColumnSums(
        _ y: UnsafePointer<Float>,
        gradient: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        into sums: UnsafeMutablePointer<Float>
    ) {
        learnd_relu_backward_column_sums(rows, width, y, gradient, sums)
    }

    /// `y[columns, rows] = xᵀ` for `x[rows, columns]`. x must not be y.
    public static func transpose(rows: Int, columns: Int, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>) {
        learnd_transpose(rows, columns, x, y)
    }

    /// Softmax of each row of `x[rows, width]`, in place.
    public static func softmax(_ x: UnsafeMutablePointer<Float>, rows: Int, width: Int) { learnd_softmax(rows, width, x) }

    /// Turns logits `[rows, width]` into `scale · ∂loss/∂logits` and returns the sum of the rows' cross-entropies.
    ///
    /// The target of class c is `(1 − smoothing)·onehot(c) + smoothing / width`.
    public static func crossEntropy(
        _ logits: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        classes: UnsafePointer<Int32>,
        smoothing: Float,
        scale: Float
    ) -> Double {
        learnd_cross_entropy(rows, width, logits, classes, smoothing, scale)
    }

    /// `gradient += scale · 2(x − y)`; returns Σ (x − y)².
    public static func squaredDifference(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        count: Int,
        scale: Float,
        gradient: UnsafeMutablePointer<Float>
    ) -> Double {
        learnd_squared_difference(count, x, y, scale, gradient)
    }

    /// Σ x², summed in double.
    public static func sumOfSquares(_ x: UnsafePointer<Float>, count: Int) -> Double { learnd_sum_of_squares(count, x) }
}

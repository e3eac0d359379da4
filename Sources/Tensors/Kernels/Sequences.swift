import CKernels

/// Kernels of networks over sequences: products by matrices stored in panels, attention, dropout.
extension Kernels {
    /// Columns of a panel: a matrix `[k, n]` in panels is stored `[n / panel, k, panel]`, so that a product reads it from first to last.
    public static let panel = Int(LEARND_PANEL)

    /// `c[m, n] = a[m, k] · b[k, n] + bias[n]` for b in panels: the bytes of `multiply` with a bias.
    ///
    /// - Precondition: `panel` divides n; k is above 0.
    public static func multiplyPanels(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int
    ) {
        learnd_gemm_panels(m, n, k, a, k, b, bias, c, n)
    }

    /// `c[m, n] *= a[m, k] · b[k, n]`, number by number, for b in panels.
    ///
    /// - Precondition: `panel` divides n; k is above 0.
    public static func multiplyPanels(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        scaling c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int
    ) {
        learnd_gemm_panels_scaled(m, n, k, a, k, b, c, n)
    }

    /// The transpose `[n, k]` of a matrix `[k, n]`, both in panels.
    ///
    /// - Precondition: `panel` divides both sizes.
    public static func transposePanels(_ x: UnsafePointer<Float>, k: Int, n: Int, into y: UnsafeMutablePointer<Float>) {
        learnd_transpose_panels(k, n, x, y)
    }

    /// `c = aᵀ · b` in panels for `a[k, m]` and n columns of a matrix of k rows, `bStride` floats apart: some panels of a weight's gradient.
    ///
    /// - Parameter bSums: Gets what `columnSums` of b has, a bias's gradient; nil: not wanted.
    /// - Precondition: `panel` divides n; k is above 0.
    public static func multiplyTransposedToPanels(
        _ a: UnsafePointer<Float>,
        _ b: UnsafePointer<Float>,
        bStride: Int,
        into c: UnsafeMutablePointer<Float>,
        bSums: UnsafeMutablePointer<Float>?,
        m: Int,
        n: Int,
        k: Int
    ) {
        learnd_gemm_panel_gradient(m, n, k, a, m, b, bStride, c, bSums)
    }

    /// `y = x · mask`; the mask of number i, counted from `first`, is 0 with probability `share`, else 1 / (1 − share). x may be y.
    public static func dropout(
        _ x: UnsafePointer<Float>,
        into y: UnsafeMutablePointer<Float>,
        count: Int,
        key: UInt64,
        first: Int,
        share: Float
    ) {
        learnd_dropout(count, key, UInt64(first), share, x, y)
    }

    /// Floats of scratch a place for both passes of attention.
    public static func attentionScratchCount(width: Int, heads: Int) -> Int { learnd_attention_scratch(width, heads) }

    /// Scaled dot-product attention of one row: `out [places, width]` from `qkv [places, 3 · width]`, head by head.
    ///
    /// - Parameters:
    ///   - share: Of the probabilities that are dropped, by `key`; 0: none.
    ///   - statistics: 2 · heads floats a place for the backward pass; nil: not wanted.
    ///   - scratch: `attentionScratchCount` floats a place.
    public static func attention(
        _ qkv: UnsafePointer<Float>,
        places: Int,
        width: Int,
        heads: Int,
        key: UInt64,
        share: Float,
        into out: UnsafeMutablePointer<Float>,
        statistics: UnsafeMutablePointer<Float>?,
        scratch: UnsafeMutablePointer<Float>
    ) {
        learnd_attention(places, width, heads, qkv, key, share, out, statistics, scratch)
    }

    /// Puts ∂loss/∂qkv in the place of `qkv`, given ∂loss/∂out, and what `attention` was given and its statistics.
    public static func attentionBackward(
        _ qkv: UnsafeMutablePointer<Float>,
        _ dout: UnsafePointer<Float>,
        places: Int,
        width: Int,
        heads: Int,
        key: UInt64,
        share: Float,
        statistics: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        learnd_attention_backward(places, width, heads, qkv, statistics, key, share, dout, scratch)
    }
}

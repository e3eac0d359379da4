import CKernels

/// Products for training with factors rounded to bfloat16, by weights that were rounded before the step: pairs of rows, each pair in the room of a float.
public enum PairedProducts {
    /// Whether this CPU can.
    public static var isThere: Bool { Kernels.hasBFloat16 }
    /// Whether they are faster than those of 32-bit floats: not on Intel's CPUs, whose bfloat16 is half as fast.
    public static var pay: Bool { learnd_multiplies_pairs() != 0 }

    /// Floats of room for a matrix `[k, n]`, or for its transpose.
    ///
    /// - Precondition: `Kernels.panel` divides both.
    public static func count(k: Int, n: Int) -> Int { k * n / 2 }

    /// A matrix `[k, n]` in panels, and its transpose behind it.
    public static func pack(_ panels: UnsafePointer<Float>, k: Int, n: Int, into pairs: UnsafeMutablePointer<Float>) {
        let count = count(k: k, n: n)
        pairs.withMemoryRebound(to: UInt32.self, capacity: 2 * count) {
            learnd_bfloat16_pack_panels(k, n, panels, $0)
            learnd_bfloat16_pack_transposed_panels(k, n, panels, $0 + count)
        }
    }

    /// `c[m, n] = a[m, k] · b[k, n] + bias[n]`.
    ///
    /// - Parameter scratch: k / 2 floats a row.
    public static func multiply(
        _ a: UnsafePointer<Float>,
        _ pairs: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?,
        into c: UnsafeMutablePointer<Float>,
        m: Int,
        n: Int,
        k: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        scratch.withMemoryRebound(to: UInt32.self, capacity: m * k / 2) { scratch in
            pairs.withMemoryRebound(to: UInt32.self, capacity: count(k: k, n: n)) { pairs in
                learnd_gemm_paired_panels(m, n, k, a, k, pairs, bias, c, n, scratch)
            }
        }
    }

    /// `Kernels.multiplyTransposedToPanels`.
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
        learnd_gemm_paired_gradient(m, n, k, a, m, b, bStride, c)
        if let bSums { Kernels.columnSums(b, rows: k, width: n, stride: bStride, into: bSums) }
    }
}

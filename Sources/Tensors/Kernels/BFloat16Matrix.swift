import CKernels

/// A matrix of weights `[k, n]` in panels, rounded to bfloat16 once: for predictions, half the memory.
///
/// Where the CPU multiplies bfloat16 fast, what it multiplies is rounded too, as it comes; elsewhere only the weights are. Sums are in 32 bits either way,
/// and a row's result does not depend on others.
public final class BFloat16Matrix: Sendable {
    /// Rows: numbers that each output is summed over.
    public let k: Int
    /// Columns: outputs.
    public let n: Int
    private let pairs: Pairs

    /// - Parameter panels: `[n / panel, k, panel]`: see `Kernels.panel`.
    /// - Precondition: `panel` divides n; k is above 0.
    public init(panels: UnsafePointer<Float>, k: Int, n: Int) {
        precondition(k > 0 && n.isMultiple(of: Kernels.panel), "a matrix of \(k) rows and \(n) columns in panels of \(Kernels.panel)")
        self.k = k
        self.n = n
        pairs = Pairs(count: learnd_bfloat16_pairs(k, n))
        learnd_bfloat16_pack_panels(k, n, panels, pairs.start)
    }

    /// Words of scratch that `multiply` needs for each row.
    public static func scratchCount(k: Int) -> Int { (k + 1) / 2 }

    /// `c[m, n] = a[m, k] · W + bias`.
    ///
    /// - Parameter scratch: `scratchCount(k:)` floats a row.
    public func multiply(
        _ a: UnsafePointer<Float>,
        rows m: Int,
        bias: UnsafePointer<Float>?,
        into c: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        scratch.withMemoryRebound(to: UInt32.self, capacity: m * Self.scratchCount(k: k)) {
            learnd_gemm_bfloat16_panels(m, n, k, a, k, pairs.start, bias, c, n, $0)
        }
    }

    /// Filled once, then only read: safe to share.
    private struct Pairs: ~Copyable, @unchecked Sendable {
        let start: UnsafeMutablePointer<UInt32>

        /// At the start of a cache line.
        init(count: Int) {
            start = UnsafeMutableRawPointer.allocate(byteCount: count * 4, alignment: 64).bindMemory(to: UInt32.self, capacity: count)
        }

        deinit { start.deallocate() }
    }
}

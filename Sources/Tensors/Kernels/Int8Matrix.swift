import CKernels

/// A matrix of weights `[k, n]` in 8 bits with a scale for each column: for predictions, a quarter of the memory and up to four times the speed.
///
/// What it multiplies is brought to 8 bits too, each row by a scale of its own (`quantize`), so that a row's result does not depend on others.
public struct Int8Matrix: Sendable {
    /// Rows: numbers that each output is summed over.
    public let k: Int
    /// Columns: outputs.
    public let n: Int
    private let packed: [Int8]
    private let scales: [Float]
    private let offsets: [Int32]

    /// Whether this CPU multiplies bytes (AVX512_VNNI); elsewhere it would gain nothing.
    public static var isFast: Bool { learnd_has_int8() != 0 }

    /// Sums of so many products, of a byte and a weight of at most 127, fit 32 bits whatever the numbers are.
    public static let mostInputs = Int(Int32.max) / (255 * 127)

    /// - Precondition: `k` is at most `mostInputs`.
    public init(_ weights: UnsafePointer<Float>, k: Int, n: Int) {
        precondition(k <= Self.mostInputs, "sums of \(k) products may not fit 32 bits")
        self.k = k
        self.n = n
        let columns = learnd_int8_columns(n)
        var scales = [Float](repeating: 0, count: columns)
        var offsets = [Int32](repeating: 0, count: columns)
        packed = [Int8](unsafeUninitializedCapacity: learnd_int8_bytes(k, n)) { packed, count in
            learnd_int8_pack(k, n, weights, packed.baseAddress, &scales, &offsets)
            count = packed.count
        }
        self.scales = scales
        self.offsets = offsets
    }

    /// Bytes from one row of what is multiplied to the next.
    public var rowStride: Int { (k + 3) / 4 * 4 }

    /// `c[m, n] = a · W + bias`, negative results cut off where `relu`; c's rows are `stride` floats apart.
    ///
    /// - Parameters:
    ///   - a: `[m, k]` bytes, `rowStride` apart.
    ///   - rowScales: Each row's, as `quantize` returned it.
    public func multiply(
        _ a: UnsafePointer<UInt8>,
        rowScales: UnsafePointer<Float>,
        rows m: Int,
        bias: UnsafePointer<Float>?,
        relu: Bool,
        into c: UnsafeMutablePointer<Float>,
        stride: Int
    ) {
        packed.withUnsafeBufferPointer { packed in
            scales.withUnsafeBufferPointer { scales in
                offsets.withUnsafeBufferPointer { offsets in
                    learnd_int8_multiply(
                        m,
                        n,
                        k,
                        a,
                        rowStride,
                        packed.baseAddress,
                        rowScales,
                        scales.baseAddress,
                        offsets.baseAddress,
                        bias,
                        relu ? 1 : 0,
                        c,
                        stride
                    )
                }
            }
        }
    }

    /// Brings numbers to bytes, 128 above their value; returns the scale.
    public static func quantize(_ x: UnsafePointer<Float>, count: Int, into bytes: UnsafeMutablePointer<UInt8>) -> Float {
        learnd_int8_quantize(count, x, bytes)
    }
}

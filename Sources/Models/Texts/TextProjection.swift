import Tensors

/// Random sums of a vector, each as of normal numbers of deviation 1: structured orthogonal random features (Yu and others, 2016), three times random signs
/// and a Walsh–Hadamard transform. No matrix is kept, and what it costs goes by the logarithm of the vector's width.
struct TextProjection: Sendable {
    private let width: Int
    private let padded: Int
    private let count: Int
    /// Of each block three times `padded` bits.
    private let signs: [UInt32]

    /// - Parameters:
    ///   - width: Of the vectors.
    ///   - count: How many sums there are; any leading ones of more are the same.
    init(width: Int, count: Int, seed: UInt64) {
        self.width = width
        self.count = count
        var padded = 32
        while padded < width { padded *= 2 }
        self.padded = padded
        var source = RandomSource(seed: seed)
        let blocks = (count + padded - 1) / padded
        signs = (0..<blocks * 3 * padded / 32).map { _ in UInt32(truncatingIfNeeded: source.next() >> 32) }
    }

    /// Floats of scratch.
    var scratchCount: Int { padded }

    /// Adds `factor` times the sums of `vector` to `sums`.
    func add(
        _ vector: UnsafePointer<Float>,
        factor: Float,
        to sums: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        signs.withUnsafeBufferPointer { signs in
            for (block, start) in stride(from: 0, to: count, by: padded).enumerated() {
                scratch.update(from: vector, count: width)
                (scratch + width).update(repeating: 0, count: padded - width)
                for turn in 0..<3 {
                    Kernels.flip(
                        scratch,
                        signs: signs.baseAddress! + (block * 3 + turn) * padded / 32,
                        // Each transform makes a vector √n times as long: after three it is √n times what it was.
                        factor: turn == 0 ? factor / Float(padded) : 1,
                        into: scratch,
                        count: padded
                    )
                    Kernels.hadamard(scratch, count: padded)
                }
                for place in start..<min(start + padded, count) { sums[place] += scratch[place - start] }
            }
        }
    }
}

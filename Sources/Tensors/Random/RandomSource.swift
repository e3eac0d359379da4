import CKernels

/// xoshiro256++ (Blackman, Vigna 2019), seeded through SplitMix64: the same seed gives the same numbers on every machine.
public struct RandomSource: RandomNumberGenerator, Hashable, Sendable {
    private var state: (UInt64, UInt64, UInt64, UInt64)

    /// Any seed will do, 0 too.
    public init(seed: UInt64) {
        var seed = seed
        func split() -> UInt64 {
            seed &+= 0x9e37_79b9_7f4a_7c15
            var mixed = seed
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
        state = (split(), split(), split(), split())
    }

    /// The next 64 bits, all of them usable.
    public mutating func next() -> UInt64 {
        let sum = state.0 &+ state.3
        let result = (sum << 23 | sum >> 41) &+ state.0
        let shifted = state.1 << 17
        state.2 ^= state.0
        state.3 ^= state.1
        state.1 ^= state.2
        state.0 ^= state.3
        state.2 ^= shifted
        state.3 = state.3 << 45 | state.3 >> 19
        return result
    }

    /// Uniform in (0, 1).
    public mutating func uniform() -> Float {
        (Float(next() >> 41) + 0.5) * 0x1p-23
    }

    /// Fills with normal numbers of mean 0 and the given deviation, by Box and Muller's transform: two from each word of `next()`.
    public mutating func fillNormal(_ numbers: UnsafeMutablePointer<Float>, count: Int, deviation: Float) {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.pairs) { words in
            withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * Self.pairs) { normals in
                for start in stride(from: 0, to: count, by: 2 * Self.pairs) {
                    let wanted = min(2 * Self.pairs, count - start)
                    let pairs = (wanted + 1) / 2
                    for pair in 0..<pairs { words[pair] = next() }
                    learnd_normals(pairs, words.baseAddress, deviation, normals.baseAddress)
                    (numbers + start).update(from: normals.baseAddress!, count: wanted)
                }
            }
        }
    }

    /// Words turned into numbers at once.
    private static let pairs = 64

    /// Whether both give the same numbers from here on.
    public static func == (left: RandomSource, right: RandomSource) -> Bool { left.state == right.state }

    /// Mixes in half of the state: equal sources hash alike.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(state.0)
        hasher.combine(state.3)
    }
}

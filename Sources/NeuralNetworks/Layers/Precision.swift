/// How a training step multiplies matrices; weights, sums and all else are always 32-bit floats.
public enum Precision: String, Hashable, Sendable, CaseIterable {
    /// 32-bit floats.
    case single
    /// Factors rounded to bfloat16 (8 bits of mantissa), products summed in 32 bits.
    case bfloat16
}

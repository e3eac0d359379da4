import Tensors

/// How a training step multiplies matrices; weights, sums and all else are always 32-bit floats.
public enum Precision: String, Hashable, Sendable, CaseIterable {
    /// 32-bit floats.
    case single
    /// Factors rounded to bfloat16 (8 bits of mantissa), products summed in 32 bits.
    case bfloat16

    /// What an output is summed over for its weights to be served in 8 bits: below, bringing the inputs there costs what is gained; above, the sum might
    /// not fit.
    static let int8Depths = 64...Int8Matrix.mostInputs
}

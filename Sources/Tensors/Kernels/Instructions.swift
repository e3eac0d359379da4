import CKernels

/// The CPU's instructions that the kernels have chosen. On the same ones the same sums are rounded alike.
public struct Instructions: RawRepresentable, Hashable, Sendable {
    /// A base, and `+bf16` where products of bfloat16 are the CPU's own: `x86-64-v4+bf16`.
    public var rawValue: String

    /// Takes any text: a version may have been made on a CPU that this code does not know.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Of this CPU: `x86-64-v4+bf16`.
    public static let best: Instructions = {
        #if arch(x86_64)
            let base =
                switch Int(learnd_best_instructions()) {
                case LEARND_AVX512: "x86-64-v4"
                case LEARND_AVX2: "x86-64-v3"
                default: "x86-64"
                }
        #elseif arch(arm64)
            let base = "arm64"
        #else
            let base = "other"
        #endif
        return Instructions(rawValue: base + (Kernels.hasBFloat16 ? "+bf16" : ""))
    }()
}

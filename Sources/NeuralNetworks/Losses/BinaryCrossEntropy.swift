import Tensors

/// −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) for each of several labels that do not exclude each other (a multi-label head).
public struct BinaryCrossEntropy: Sendable {
    /// What a label's presence counts for (PyTorch's `pos_weight`); nil: 1 each.
    public var positiveWeights: [Float]?

    /// - Parameter positiveWeights: One a label, above 1 for those that should be found more often.
    public init(positiveWeights: [Float]? = nil) { self.positiveWeights = positiveWeights }

    /// Turns logits `[rows, width]` into `scale · ∂/∂logits`; returns the sum. The mean over rows and labels has scale 1 / (rows · width).
    public func gradient(
        _ logits: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        targets: UnsafePointer<Float>,
        scale: Float
    ) -> Double {
        Kernels.binaryCrossEntropy(logits, rows: rows, width: width, targets: targets, positiveWeights: positiveWeights, scale: scale)
    }
}

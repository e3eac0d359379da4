import Tensors

/// Softmax and cross-entropy of one head's rows: −Σ target · ln softmax(x), the target (1 − smoothing)·onehot + smoothing / classes.
public struct CrossEntropy: Sendable {
    /// The share of the target that is spread evenly over the classes that take part, 0…1.
    public var smoothing: Float
    /// Each class's weight (PyTorch's); nil: 1 each.
    public var weights: [Float]?
    /// 1 for the classes that take part, 0 for the others, which have no share in the softmax and none of the smoothing; nil: all do.
    public var allowed: [UInt8]?

    /// Left out, the target is one-hot, every class weighs 1 and takes part.
    public init(smoothing: Float = 0, weights: [Float]? = nil, allowed: [UInt8]? = nil) {
        self.smoothing = smoothing
        self.weights = weights
        self.allowed = allowed
    }

    /// Turns logits `[rows, width]` into `scale · ∂/∂logits` of the sum of the rows' losses, which it returns.
    ///
    /// - Parameter scale: 1 / rows for a mean; with weights, 1 / the sum of the rows' weights.
    public func gradient(
        _ logits: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        classes: UnsafePointer<Int32>,
        scale: Float
    ) -> Double {
        guard weights != nil || allowed != nil else {
            return Kernels.crossEntropy(logits, rows: rows, width: width, classes: classes, smoothing: smoothing, scale: scale)
        }
        return Kernels.crossEntropy(
            logits,
            rows: rows,
            width: width,
            classes: classes,
            weights: weights,
            allowed: allowed,
            smoothing: smoothing,
            scale: scale
        )
    }
}

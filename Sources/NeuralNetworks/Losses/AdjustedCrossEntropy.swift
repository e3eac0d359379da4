import Glibc
import Tensors

/// Cross-entropy over rows in which classes come more or less often than in truth: logit adjustment (Menon et al., "Long-tail learning via logit
/// adjustment", 2021; Ren et al., "Balanced meta-softmax", 2020).
///
/// The softmax is taken of the logits plus ln(share among the rows / share in truth), so that the logits alone answer for the truth. The smoothed
/// target goes the same way: else smoothing, which bounds the logits, would pass the adjustment on to classes that do not overlap at all.
public struct AdjustedCrossEntropy: Sendable {
    /// The share of the target that is spread evenly over all classes, before each class's share is multiplied by its odds; 0…1.
    public let smoothing: Float
    private let logOdds: [Float]
    private let odds: [Float]

    /// - Parameter logOdds: ln(share among the rows / share in truth) of each class.
    public init(logOdds: [Float], smoothing: Float = 0) {
        self.smoothing = smoothing
        self.logOdds = logOdds
        odds = logOdds.map { exp($0) }
    }

    /// Turns logits `[rows, width]` into `scale · ∂/∂logits` of the sum of the rows' losses, which it returns.
    public func gradient(
        _ logits: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        classes: UnsafePointer<Int32>,
        scale: Float
    ) -> Double {
        Kernels.crossEntropy(
            logits,
            rows: rows,
            width: width,
            classes: classes,
            logOdds: logOdds,
            odds: odds,
            smoothing: smoothing,
            scale: scale
        )
    }
}

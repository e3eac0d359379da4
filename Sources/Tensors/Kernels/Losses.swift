import CKernels

/// Losses of logits and values, each turned into its gradient in place. The sums over all rows are returned.
extension Kernels {
    /// - Parameters:
    ///   - weights: Each class's; nil: 1 each.
    ///   - allowed: 0 for the classes that are left out; nil: none is.
    public static func crossEntropy(
        _ logits: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        classes: UnsafePointer<Int32>,
        weights: [Float]?,
        allowed: [UInt8]?,
        smoothing: Float,
        scale: Float
    ) -> Double {
        precondition(weights == nil || weights!.count == width, "\(weights!.count) weights for \(width) classes")
        precondition(allowed == nil || allowed!.count == width, "a mask of \(allowed!.count) for \(width) classes")
        return withOptionalPointer(weights) { weights in
            withOptionalPointer(allowed) { allowed in
                learnd_cross_entropy_weighted(rows, width, logits, classes, weights, allowed, smoothing, scale)
            }
        }
    }

    /// - Parameters:
    ///   - logOdds: Each class's; `odds` their exponentials.
    public static func crossEntropy(
        _ logits: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        classes: UnsafePointer<Int32>,
        logOdds: [Float],
        odds: [Float],
        smoothing: Float,
        scale: Float
    ) -> Double {
        precondition(logOdds.count == width && odds.count == width, "odds of \(logOdds.count) and \(odds.count) for \(width) classes")
        return learnd_cross_entropy_adjusted(rows, width, logits, classes, logOdds, odds, smoothing, scale)
    }

    /// Binary cross-entropy of σ(logits) with targets, `[rows, width]` both: one yes or no for each label.
    ///
    /// - Parameters:
    ///   - targets: 0…1.
    ///   - positiveWeights: What a yes of each label counts for, `[width]`; nil: 1 each.
    public static func binaryCrossEntropy(
        _ logits: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        targets: UnsafePointer<Float>,
        positiveWeights: [Float]?,
        scale: Float
    ) -> Double {
        precondition(positiveWeights == nil || positiveWeights!.count == width, "\(positiveWeights!.count) weights for \(width) labels")
        return withOptionalPointer(positiveWeights) { learnd_binary_cross_entropy(rows, width, logits, targets, $0, scale) }
    }

    /// Σ (x − targets)²; x becomes `scale · 2(x − targets)`.
    public static func squaredError(_ x: UnsafeMutablePointer<Float>, count: Int, targets: UnsafePointer<Float>, scale: Float) -> Double {
        learnd_squared_error(count, x, targets, scale)
    }

    /// Σ of ½e² where |e| ≤ delta, else delta · (|e| − ½delta), with e = x − targets; x becomes `scale ·` its gradient.
    public static func huberError(
        _ x: UnsafeMutablePointer<Float>,
        count: Int,
        targets: UnsafePointer<Float>,
        delta: Float,
        scale: Float
    ) -> Double {
        learnd_huber(count, x, targets, delta, scale)
    }

    /// `gradient += scale · ∂/∂logits` of T²·KL(softmax(teacher / T) ‖ softmax(logits / T)). The teacher's logits are overwritten.
    public static func softenedDistillation(
        _ logits: UnsafePointer<Float>,
        teacher: UnsafeMutablePointer<Float>,
        rows: Int,
        width: Int,
        temperature: Float,
        scale: Float,
        gradient: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) -> Double {
        learnd_softened_distillation(rows, width, logits, teacher, scratch, temperature, scale, gradient)
    }

    private static func withOptionalPointer<Element, Result>(
        _ elements: [Element]?,
        _ body: (UnsafePointer<Element>?) -> Result
    ) -> Result {
        guard let elements else { return body(nil) }
        return elements.withUnsafeBufferPointer { body($0.baseAddress) }
    }
}

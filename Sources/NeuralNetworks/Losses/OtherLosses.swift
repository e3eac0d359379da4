import Tensors

/// −t·ln σ(x) − (1 − t)·ln(1 − σ(x)) for each of several labels that do not exclude each other (a multi-label head).
public struct BinaryCrossEntropy: Sendable {
    /// What a label's presence counts for (PyTorch's `pos_weight`); nil: 1 each.
    public var positiveWeights: [Float]?

    public init(positiveWeights: [Float]? = nil) { self.positiveWeights = positiveWeights }

    /// Turns logits `[rows, width]` into `scale · ∂/∂logits`; returns the sum. The mean over rows and labels has scale 1 / (rows · width).
    public func gradient(
        _ logits: UnsafeMutablePointer<Float>, rows: Int, width: Int, targets: UnsafePointer<Float>, scale: Float
    ) -> Double {
        Kernels.binaryCrossEntropy(logits, rows: rows, width: width, targets: targets, positiveWeights: positiveWeights, scale: scale)
    }
}

/// (x − t)².
public struct SquaredError: Sendable {
    public init() {}

    /// Turns values into `scale · ∂/∂values`; returns the sum.
    public func gradient(_ values: UnsafeMutablePointer<Float>, count: Int, targets: UnsafePointer<Float>, scale: Float) -> Double {
        Kernels.squaredError(values, count: count, targets: targets, scale: scale)
    }
}

/// ½(x − t)² where |x − t| ≤ delta, delta · (|x − t| − ½ delta) beyond (Huber 1964): what lies far off pulls no harder.
public struct HuberError: Sendable {
    public var delta: Float

    public init(delta: Float) { self.delta = delta }

    /// Turns values into `scale · ∂/∂values`; returns the sum.
    public func gradient(_ values: UnsafeMutablePointer<Float>, count: Int, targets: UnsafePointer<Float>, scale: Float) -> Double {
        Kernels.huberError(values, count: count, targets: targets, delta: delta, scale: scale)
    }
}

/// What a teacher's logits ask of a student's.
public enum Distillation: Hashable, Sendable {
    /// Squared differences of logits, their mean over rows and outputs (Buzzega et al. 2020).
    case squared
    /// T²·KL of the softened distributions, its mean over rows (Hinton et al. 2015).
    case softened(temperature: Float)

    /// Adds `weight` · ∂/∂logits to `gradient`, and returns the loss, unweighted.
    ///
    /// - Parameters:
    ///   - rows: These rows, of `allRows` that the mean goes over.
    ///   - teacher: Overwritten.
    ///   - scratch: `width` floats.
    public func add(
        _ logits: UnsafePointer<Float>, teacher: UnsafeMutablePointer<Float>, rows: Int, of allRows: Int, width: Int, weight: Float,
        to gradient: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
    ) -> Double {
        switch self {
        case .squared:
            let count = allRows * width
            let sum = Kernels.squaredDifference(
                logits, UnsafePointer(teacher), count: rows * width, scale: weight / Float(count), gradient: gradient)
            return sum / Double(count)
        case .softened(let temperature):
            let sum = Kernels.softenedDistillation(
                logits, teacher: teacher, rows: rows, width: width, temperature: temperature, scale: weight / Float(allRows),
                gradient: gradient, scratch: scratch)
            return sum / Double(allRows)
        }
    }
}

import Tensors

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
        _ logits: UnsafePointer<Float>,
        teacher: UnsafeMutablePointer<Float>,
        rows: Int,
        of allRows: Int,
        width: Int,
        weight: Float,
        to gradient: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) -> Double {
        switch self {
        case .squared:
            let count = allRows * width
            let sum = Kernels.squaredDifference(
                logits,
                UnsafePointer(teacher),
                count: rows * width,
                scale: weight / Float(count),
                gradient: gradient
            )
            return sum / Double(count)
        case .softened(let temperature):
            let sum = Kernels.softenedDistillation(
                logits,
                teacher: teacher,
                rows: rows,
                width: width,
                temperature: temperature,
                scale: weight / Float(allRows),
                gradient: gradient,
                scratch: scratch
            )
            return sum / Double(allRows)
        }
    }
}

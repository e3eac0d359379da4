import Tensors

/// (x − t)².
public struct SquaredError: Sendable {
    /// It has no settings.
    public init() {}

    /// Turns values into `scale · ∂/∂values`; returns the sum.
    public func gradient(_ values: UnsafeMutablePointer<Float>, count: Int, targets: UnsafePointer<Float>, scale: Float) -> Double {
        Kernels.squaredError(values, count: count, targets: targets, scale: scale)
    }
}

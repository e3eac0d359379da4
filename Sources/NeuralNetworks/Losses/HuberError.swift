import Tensors

/// ½(x − t)² where |x − t| ≤ delta, delta · (|x − t| − ½ delta) beyond (Huber 1964): what lies far off pulls no harder.
public struct HuberError: Sendable {
    /// Where the parabola goes over into a line, in the values' unit.
    public var delta: Float

    /// - Parameter delta: Above 0.
    public init(delta: Float) { self.delta = delta }

    /// Turns values into `scale · ∂/∂values`; returns the sum.
    public func gradient(_ values: UnsafeMutablePointer<Float>, count: Int, targets: UnsafePointer<Float>, scale: Float) -> Double {
        Kernels.huberError(values, count: count, targets: targets, delta: delta, scale: scale)
    }
}

import Tensors

/// Something that follows the parameters as they change, such as their moving average.
///
/// It is told of each stretch as soon as it has changed, while it is in the cache, by whichever thread changed it: stretches do not overlap.
public protocol WeightFollower: AnyObject, Sendable {
    /// What a checkpoint keeps of it, by name.
    var buffers: [(name: String, buffer: FloatBuffer)] { get }

    /// - Parameters:
    ///   - gradients: By which they have changed, not clipped.
    ///   - offset: Of the stretch in the network's parameters.
    func follow(_ parameters: UnsafePointer<Float>, gradients: UnsafePointer<Float>, offset: Int, count: Int)
}

/// The moving average of a network's parameters: what `replay_ema` serves, and learns from.
///
/// Sendable, since the threads of a step write stretches that do not overlap, and its owner sets `share` between two steps, when none of them runs.
public final class MovingAverage: WeightFollower, @unchecked Sendable {
    /// The averages, as the network lays its parameters out.
    public let elements: FloatBuffer
    /// By which share of its distance to the newest weights it moves at a step; set by the owner before each. 1: it is the newest weights.
    public var share: Float = 1

    /// Begins as these parameters, as the network lays them out.
    public init(of parameters: [Float]) { elements = FloatBuffer(parameters) }

    /// One, `average`.
    public var buffers: [(name: String, buffer: FloatBuffer)] { [("average", elements)] }

    /// average += share · (parameters − average), in the stretch; gradients are not looked at.
    public func follow(_ parameters: UnsafePointer<Float>, gradients: UnsafePointer<Float>, offset: Int, count: Int) {
        Kernels.moveAverage(elements.start + offset, to: parameters, share: share, count: count)
    }
}

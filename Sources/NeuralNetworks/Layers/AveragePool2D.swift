import Domain
import Tensors

/// The mean of each window, channel by channel; what lies outside the image counts as 0.
public struct AveragePool2D: Layer {
    public let input: Extent
    public let output: Extent
    private let shape: PoolingShape

    init(input: Extent, _ pooling: LayerDescription.Pooling) {
        shape = PoolingShape(input: input, pooling)
        self.input = input
        output = Extent(height: shape.outputHeight, width: shape.outputWidth, channels: input.channels)
    }

    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        shape.average(x, images: pass.rows, into: y)
    }

    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        if let dx { shape.averageBackward(dy, images: pass.rows, into: dx) }
    }
}

import Domain
import Tensors

/// The largest value of each window, channel by channel; of equals the first.
public struct MaxPool2D: Layer {
    /// `[height, width, channels]`.
    public let input: Extent
    /// As many channels; of each side (size + 2·pad − window) / stride + 1 pixels, rounded down.
    public let output: Extent
    private let shape: PoolingShape

    init(input: Extent, _ window: PoolingWindow) {
        shape = window.shape(input)
        self.input = input
        output = Extent(height: shape.outputHeight, width: shape.outputWidth, channels: input.channels)
    }

    /// The pixel that each output came from: a whole number of 32 bits in a float's place.
    public var cacheCount: Int { output.count }

    /// y = max over the window, without what lies outside the image. Fills the cache where there is one.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        shape.max(
            x,
            images: pass.places,
            into: y,
            indices: pass.cache.map { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Int32.self) }
        )
    }

    /// Each dy goes to the one pixel that the cache names; dx of all others is 0.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        guard let dx else { return }
        shape.maxBackward(dy, indices: UnsafeRawPointer(pass.cache!).assumingMemoryBound(to: Int32.self), images: pass.places, into: dx)
    }
}

extension MaxPool2D {
    package struct Form: LayerForm {
        package static let word = "max-pool"
        package static let usage = "max-pool \(PoolingWindow.usage)"
        package let window: PoolingWindow

        package init(_ words: inout LayerWords) throws(Refusal) { window = try PoolingWindow(&words) }

        package func layer(at site: inout LayerSite) throws(Refusal) -> (any Layer)? {
            try site.require(window.height, window.width, padding: window.padding)
            return MaxPool2D(input: site.input, window)
        }
    }
}

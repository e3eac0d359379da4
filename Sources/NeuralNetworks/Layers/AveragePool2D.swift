import Domain
import Tensors

/// The mean of each window, channel by channel; what lies outside the image counts as 0.
public struct AveragePool2D: Layer {
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

    /// y = Σ window / (window height · window width), the zeros outside the image counted.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        shape.average(x, images: pass.places, into: y)
    }

    /// Each dy goes to the pixels of its window in equal shares; where windows overlap the shares add up.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        if let dx { shape.averageBackward(dy, images: pass.places, into: dx) }
    }
}

extension AveragePool2D {
    package struct Form: LayerForm {
        package static let word = "average-pool"
        package static let usage = "average-pool \(PoolingWindow.usage)"
        package let window: PoolingWindow

        package init(_ words: inout LayerWords) throws(Refusal) { window = try PoolingWindow(&words) }

        package func layer(at site: inout LayerSite) throws(Refusal) -> (any Layer)? {
            try site.require(window.height, window.width, padding: window.padding)
            return AveragePool2D(input: site.input, window)
        }
    }

    /// One window over the whole image.
    package struct GlobalForm: LayerForm {
        package static let word = "global-average-pool"

        package init(_ words: inout LayerWords) {}

        package func layer(at site: inout LayerSite) -> (any Layer)? {
            let (height, width) = (site.input.height, site.input.width)
            return AveragePool2D(input: site.input, PoolingWindow(height: height, width: width, stride: max(height, width), padding: 0))
        }
    }
}

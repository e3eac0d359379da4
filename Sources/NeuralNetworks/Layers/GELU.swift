import Domain
import Tensors

/// y = x · Φ(x), Φ the normal distribution function (Hendrycks, Gimpel 2016), exact rather than by tanh.
public struct GELU: Layer {
    /// A vector or an image.
    public let input: Extent
    /// As the input.
    public var output: Extent { input }

    /// y = x · Φ(x), element by element.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        Kernels.gelu(x, into: y, count: pass.places * input.count)
    }

    /// dx = dy · (Φ(x) + x · φ(x)), φ the normal density; from x, so that nothing is kept.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        guard let dx else { return }
        dx.update(from: dy, count: pass.places * input.count)
        Kernels.geluBackward(x, gradient: dx, count: pass.places * input.count)
    }
}

extension GELU {
    package struct Form: LayerForm {
        package static let word = "gelu"

        package init(_ words: inout LayerWords) {}

        package func layer(at site: inout LayerSite) -> (any Layer)? { GELU(input: site.input) }
    }
}

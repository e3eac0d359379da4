import Domain
import Tensors

/// y = x · Φ(x), Φ the normal distribution function (Hendrycks, Gimpel 2016), exact rather than by tanh.
public struct GELU: Layer {
    public let input: Extent
    public var output: Extent { input }

    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        Kernels.gelu(x, into: y, count: pass.rows * input.count)
    }

    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        guard let dx else { return }
        dx.update(from: dy, count: pass.rows * input.count)
        Kernels.geluBackward(x, gradient: dx, count: pass.rows * input.count)
    }
}

extension GELU {
    package struct Form: LayerForm {
        package static let word = "gelu"

        package init(_ words: inout LayerWords) {}

        package func layer(at site: inout LayerSite) -> (any Layer)? { GELU(input: site.input) }
    }
}

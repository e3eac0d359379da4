import Domain
import Tensors

/// y = max(x, 0). Where it follows a layer that can cut off itself, the network has it do so.
public struct ReLU: Layer {
    /// A vector or an image.
    public let input: Extent
    /// As the input.
    public var output: Extent { input }

    /// y = max(x, 0), element by element.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        Kernels.relu(x, into: y, count: pass.places * input.count)
    }

    /// dx = dy · 1[y > 0].
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        guard let dx else { return }
        dx.update(from: dy, count: pass.places * input.count)
        Kernels.reluBackward(y, gradient: dx, count: pass.places * input.count)
    }
}

extension ReLU {
    package struct Form: LayerForm {
        package static let word = "relu"

        package init(_ words: inout LayerWords) {}

        package func layer(at site: inout LayerSite) -> (any Layer)? { site.isCutOff ? nil : ReLU(input: site.input) }
    }
}

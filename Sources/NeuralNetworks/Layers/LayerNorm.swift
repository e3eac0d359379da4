import Domain
import Tensors

/// y = (x − mean) / √(variance + ε) · scale + shift over the channels of each pixel; of a vector, over its features (Ba et al. 2016).
public struct LayerNorm: Layer {
    /// A vector or an image; `channels` is what is normalized over.
    public let input: Extent
    /// The scale `[channels]`. Begins at 1; does not decay.
    public let weight: Parameter
    /// The shift `[channels]`. Begins at 0; does not decay.
    public let bias: Parameter
    /// ε.
    public let epsilon: Float

    init(_ path: String, input: Extent, epsilon: Float = 1e-5, _ allocator: inout ParameterAllocator) {
        self.input = input
        self.epsilon = epsilon
        weight = allocator.parameter(path + ".weight", stored: [input.channels], initial: .ones, decays: false, perMicroBatch: true)
        bias = allocator.parameter(path + ".bias", stored: [input.channels], decays: false, perMicroBatch: true)
    }

    /// As the input.
    public var output: Extent { input }
    /// Scale, then shift; the gradients of both are summed micro-batch by micro-batch.
    public var parameters: [Parameter] { [weight, bias] }
    /// Mean and 1 / √(variance + ε) of each pixel.
    public var cacheCount: Int { 2 * input.pixels }

    /// Each pixel by its own statistics, in training and in predictions alike. Fills the cache where there is one.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        Kernels.layerNorm(
            x,
            rows: pass.places * input.pixels,
            width: input.channels,
            scale: pass.parameter(weight),
            shift: pass.parameter(bias),
            epsilon: epsilon,
            into: y,
            cache: pass.cache
        )
    }

    /// Takes dx out of x and the cached statistics; dy stays, y is not read.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        Kernels.layerNormBackward(
            x,
            dy,
            rows: pass.places * input.pixels,
            width: input.channels,
            scale: pass.parameter(weight),
            cache: pass.cache!,
            into: dx,
            scaleGradient: pass.sum(weight),
            shiftGradient: pass.sum(bias)
        )
    }
}

extension LayerNorm {
    package struct Form: LayerForm {
        package static let word = "layer-norm"

        package init(_ words: inout LayerWords) {}

        package func layer(at site: inout LayerSite) -> (any Layer)? { LayerNorm(site.path, input: site.input, &site.allocator) }
    }
}

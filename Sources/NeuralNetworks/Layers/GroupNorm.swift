import Domain
import Tensors

/// y = (x − mean) / √(variance + ε) · scale + shift, over the pixels and channels of each group of one image (Wu, He 2018).
///
/// The normalization of this library's convolutional networks, rather than batch normalization: its statistics are the image's own. Batch
/// statistics mix new and remembered images in every step, and the running ones that predictions would use belong to the last batches seen:
/// in a model that never stops learning they are themselves forgotten, and a row's answer would depend on them.
public struct GroupNorm: Layer {
    /// Channels that the kernel has room for; a configured layer of more is refused.
    public static let mostChannels = Kernels.mostNormalizedChannels

    /// `[height, width, channels]`; `groups` divides the channels.
    public let input: Extent
    /// Into how many the channels are shared out, neighbors together; each has statistics of its own in every image.
    public let groups: Int
    /// Whether negative results are cut off: the layer does the ReLU that follows it.
    public let relu: Bool
    /// ε.
    public let epsilon: Float
    /// The scale `[channels]`. Begins at 1; does not decay.
    public let weight: Parameter
    /// The shift `[channels]`. Begins at 0; does not decay.
    public let bias: Parameter

    init(_ path: String, input: Extent, groups: Int, relu: Bool, epsilon: Float = 1e-5, _ allocator: inout ParameterAllocator) {
        self.input = input
        self.groups = groups
        self.relu = relu
        self.epsilon = epsilon
        weight = allocator.parameter(path + ".weight", stored: [input.channels], initial: .ones, decays: false, perMicroBatch: true)
        bias = allocator.parameter(path + ".bias", stored: [input.channels], decays: false, perMicroBatch: true)
    }

    /// As the input.
    public var output: Extent { input }
    /// Scale, then shift; the gradients of both are summed micro-batch by micro-batch.
    public var parameters: [Parameter] { [weight, bias] }
    /// Mean and 1 / √(variance + ε) of each group.
    public var cacheCount: Int { 2 * groups }

    /// Statistics are of the image itself, in training and in predictions alike. Fills the cache where there is one.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        Kernels.groupNorm(
            x,
            images: pass.places,
            pixels: input.pixels,
            channels: input.channels,
            groups: groups,
            scale: pass.parameter(weight),
            shift: pass.parameter(bias),
            epsilon: epsilon,
            relu: relu,
            into: y,
            cache: pass.cache
        )
    }

    /// Takes dx out of x and the cached statistics, y only for the ReLU; dy is cut off in place first where `relu`.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        if relu { Kernels.reluBackward(y, gradient: dy, count: pass.places * output.count) }
        Kernels.groupNormBackward(
            x,
            dy,
            images: pass.places,
            pixels: input.pixels,
            channels: input.channels,
            groups: groups,
            scale: pass.parameter(weight),
            cache: pass.cache!,
            into: dx,
            scaleGradient: pass.sum(weight),
            shiftGradient: pass.sum(bias)
        )
    }
}

extension GroupNorm {
    package struct Form: LayerForm {
        package static let word = "group-norm"
        package static let usage = "group-norm 8"
        package static let cutsOff = true
        package let groups: Int

        package init(_ words: inout LayerWords) throws(Refusal) { groups = try words.number("groups", 1...2048) }

        package func layer(at site: inout LayerSite) throws(Refusal) -> (any Layer)? {
            let channels = site.input.channels
            guard channels <= GroupNorm.mostChannels else {
                throw site.refusal("it normalizes at most \(GroupNorm.mostChannels) channels, and \(channels) come before it")
            }
            guard channels % groups == 0 else {
                throw site.refusal("its \(groups) groups do not divide the \(channels) channels before it")
            }
            return GroupNorm(site.path, input: site.input, groups: groups, relu: site.relu, &site.allocator)
        }
    }
}

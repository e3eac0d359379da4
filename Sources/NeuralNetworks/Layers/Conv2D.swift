import Domain
import Tensors

/// A convolution with zeros around the image: y[o] = Σ x[patch] · W[o] + b, negative results cut off where `relu`.
///
/// `W [groups, kernel height, kernel width, in/groups, out/groups]`; PyTorch's is `[out, in/groups, kernel height, kernel width]`.
public struct Conv2D: Layer {
    /// `[height, width, in]`; `groups` divides `in`.
    public let input: Extent
    /// `[height, width, out]`; each side is (size + 2·pad − kernel) / stride + 1, rounded down.
    public let output: Extent
    /// Whether negative results are cut off: the layer does the ReLU that follows it.
    public let relu: Bool
    /// W. Begins with He's deviation for `depth` inputs; decays.
    public let weight: Parameter
    /// Nil where a normalization follows, which would take it away again.
    public let bias: Parameter?
    private let shape: ConvolutionShape
    private let trainingShape: ConvolutionShape
    private let precision: Precision
    /// Each group's W in 8 bits, where it serves so.
    private var int8: [Int8Matrix] = []

    init(
        _ path: String,
        input: Extent,
        _ convolution: Form,
        relu: Bool,
        hasBias: Bool = true,
        precision: Precision = .single,
        _ allocator: inout ParameterAllocator
    ) {
        let (height, width, groups) = (convolution.kernelHeight, convolution.kernelWidth, convolution.groups)
        let (channels, outputs) = (input.channels / groups, convolution.channels / groups)
        shape = ConvolutionShape(
            height: input.height,
            width: input.width,
            channels: input.channels,
            outputs: convolution.channels,
            kernelHeight: height,
            kernelWidth: width,
            stride: convolution.stride,
            padding: convolution.padding,
            groups: groups
        )
        self.precision = precision
        trainingShape = precision == .bfloat16 ? shape.inBFloat16 : shape
        self.input = input
        output = Extent(height: shape.outputHeight, width: shape.outputWidth, channels: convolution.channels)
        self.relu = relu
        weight = allocator.parameter(
            path + ".weight",
            stored: [groups, height, width, channels, outputs],
            axes: [0, 4, 3, 1, 2],
            shape: [convolution.channels, channels, height, width],
            initial: .he(inputs: channels * height * width),
            decays: true,
            perMicroBatch: true
        )
        bias = hasBias ? allocator.parameter(path + ".bias", stored: [convolution.channels], decays: false, perMicroBatch: true) : nil
    }

    /// `W, b`, or W alone; their gradients are summed micro-batch by micro-batch.
    public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }
    /// False in bfloat16, which predictions do not use, and in 8 bits, which training does not.
    public var isSameInTraining: Bool { precision == .single && int8.isEmpty }
    /// Room for patches, for a micro-batch's db, and for what 8 bits need; image after image takes its turn in it.
    public var scratchCount: Int { max(shape.scratchCount, output.channels, int8.first.map(shape.int8ScratchCount) ?? 0) }

    /// W in 8 bits, a matrix a group; itself where `depth` lies outside `Precision.int8Depths`.
    public func quantized(_ parameters: ParameterMemory) -> Conv2D {
        guard Precision.int8Depths.contains(depth) else { return self }
        var layer = self
        let size = depth * shape.groupOutputs
        layer.int8 = (0..<shape.groups).map { Int8Matrix(parameters[weight] + $0 * size, k: depth, n: shape.groupOutputs) }
        return layer
    }

    /// Wᵀ of each group.
    public var preparedCount: Int { weight.count }
    /// What one output is summed over.
    public var depth: Int { shape.depth }

    /// Each group's W as `[out/groups, depth]`, for the product that makes dx.
    public func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {
        shape.transpose(parameters[weight], into: prepared)
    }

    /// In 8 bits where `quantized` and not in training; the factors in bfloat16 in training alone.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        if !int8.isEmpty && !pass.isTraining {
            return shape.forwardInt8(
                x,
                images: pass.places,
                weights: int8,
                bias: bias.map(pass.parameter),
                relu: relu,
                into: y,
                scratch: pass.scratch
            )
        }
        (pass.isTraining ? trainingShape : shape).forward(
            x,
            images: pass.places,
            weights: pass.parameter(weight),
            bias: bias.map(pass.parameter),
            relu: relu,
            into: y,
            scratch: pass.scratch
        )
    }

    /// Cuts dy off in place where `relu`, adds dW and db to the micro-batch's sums, and fills dx from dy and Wᵀ.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        // The bias's gradient, and ReLU's in the same pass where both are asked for.
        let (pixels, channels) = (pass.places * output.pixels, output.channels)
        if let bias, let db = pass.sum(bias) {
            if relu {
                Kernels.reluBackwardColumnSums(y, gradient: dy, rows: pixels, width: channels, into: pass.scratch)
            } else {
                Kernels.columnSums(dy, rows: pixels, width: channels, into: pass.scratch)
            }
            Kernels.add(pass.scratch, to: db, count: channels)
        } else if relu {
            Kernels.reluBackward(y, gradient: dy, count: pixels * channels)
        }
        if let dw = pass.sum(weight) { trainingShape.weightGradient(x, dy, images: pass.places, into: dw, scratch: pass.scratch) }
        if let dx { trainingShape.inputGradient(dy, images: pass.places, transposed: pass.prepared!, into: dx, scratch: pass.scratch) }
    }
}

extension Conv2D {
    package struct Form: LayerForm {
        package static let word = "conv"
        package static let usage = "conv 32 3x3 [stride 2] [pad 1] [groups 4]"
        package static let cutsOff = true
        package let channels: Int
        package let kernelHeight: Int
        package let kernelWidth: Int
        package let stride: Int
        package let padding: Int
        package let groups: Int

        package init(channels: Int, kernelHeight: Int, kernelWidth: Int, stride: Int, padding: Int, groups: Int) {
            self.channels = channels
            self.kernelHeight = kernelHeight
            self.kernelWidth = kernelWidth
            self.stride = stride
            self.padding = padding
            self.groups = groups
        }

        package init(_ words: inout LayerWords) throws(Refusal) {
            let channels = try words.number("channels", 1...2048)
            let kernel = try words.size()
            let options = try words.options(["stride", "pad", "groups"])
            let groups = try words.option("groups", options, 1...2048) ?? 1
            guard channels % groups == 0 else { throw words.refusal("\(channels) channels cannot be shared out to \(groups) groups") }
            self.init(
                channels: channels,
                kernelHeight: kernel.height,
                kernelWidth: kernel.width,
                stride: try words.option("stride", options, 1...16) ?? 1,
                padding: try words.option("pad", options, 0...16) ?? 0,
                groups: groups
            )
        }

        package func layer(at site: inout LayerSite) throws(Refusal) -> (any Layer)? {
            try site.require(kernelHeight, kernelWidth, padding: padding)
            guard site.input.channels % groups == 0 else {
                throw site.refusal("its \(groups) groups do not divide the \(site.input.channels) channels before it")
            }
            return Conv2D(site.path, input: site.input, self, relu: site.relu, precision: site.precision, &site.allocator)
        }
    }
}

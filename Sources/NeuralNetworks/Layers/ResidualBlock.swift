import Domain
import Tensors

/// y = max(0, F(x) + S(x)) (He et al. 2016): F is conv 3×3 → group norm → ReLU → conv 3×3 → group norm, S the input itself or, where channels
/// or size change, conv 1×1 → group norm.
public struct ResidualBlock: Layer {
    /// `[height, width, channels]`.
    public let input: Extent
    /// `[height, width, channels]` after the stride, which the first convolution and the shortcut make.
    public let output: Extent
    private var first: Conv2D
    private let firstNorm: GroupNorm
    private var second: Conv2D
    private let secondNorm: GroupNorm
    private var shortcut: (conv: Conv2D, norm: GroupNorm)?
    private var convolutions: [Conv2D]
    /// `conv1`, `norm1`, `conv2`, `norm2`, then `shortcut.conv`, `shortcut.norm` where there is one; convolutions have no biases.
    public let parameters: [Parameter]
    /// Outputs of the first convolution, its norm and the second one, and of the shortcut's; and what the norms keep.
    public let cacheCount: Int
    /// What the largest of its convolutions needs, which take turns in it.
    public private(set) var scratchCount: Int
    /// Wᵀ of its two or three convolutions, one after another.
    public let preparedCount: Int

    init(
        _ path: String,
        input: Extent,
        channels: Int,
        stride: Int,
        groups: Int,
        precision: Precision = .single,
        _ allocator: inout ParameterAllocator
    ) {
        func conv(_ name: String, _ input: Extent, kernel: Int, stride: Int) -> Conv2D {
            Conv2D(
                "\(path).\(name)",
                input: input,
                .init(channels: channels, kernelHeight: kernel, kernelWidth: kernel, stride: stride, padding: kernel / 2, groups: 1),
                relu: false,
                hasBias: false,
                precision: precision,
                &allocator
            )
        }
        first = conv("conv1", input, kernel: 3, stride: stride)
        firstNorm = GroupNorm(path + ".norm1", input: first.output, groups: groups, relu: true, &allocator)
        second = conv("conv2", first.output, kernel: 3, stride: 1)
        secondNorm = GroupNorm(path + ".norm2", input: second.output, groups: groups, relu: false, &allocator)
        if stride != 1 || channels != input.channels {
            let projection = conv("shortcut.conv", input, kernel: 1, stride: stride)
            shortcut = (projection, GroupNorm(path + ".shortcut.norm", input: projection.output, groups: groups, relu: false, &allocator))
        } else {
            shortcut = nil
        }
        self.input = input
        output = second.output
        convolutions = [first, second] + (shortcut.map { [$0.conv] } ?? [])
        parameters =
            first.parameters + firstNorm.parameters + second.parameters + secondNorm.parameters
            + (shortcut.map { $0.conv.parameters + $0.norm.parameters } ?? [])
        cacheCount = (shortcut == nil ? 3 : 4) * output.count + (shortcut == nil ? 2 : 3) * firstNorm.cacheCount
        scratchCount = convolutions.map(\.scratchCount).max()!
        preparedCount = convolutions.map(\.preparedCount).reduce(0, +)
    }

    /// True: the second convolution's dx leads to the first one's gradients, even where nothing below the block learns.
    public var preparesForItself: Bool { true }

    /// As its convolutions.
    public var isSameInTraining: Bool { convolutions.allSatisfy(\.isSameInTraining) }
    /// Two gradients, or on a forward pass alone what would be kept; and the shortcut's output.
    public var scratchCountPerPlace: Int { cacheCount + 2 * max(output.count, input.count) }

    /// Its convolutions in 8 bits, each where that gains something; normalizations stay as they are.
    public func quantized(_ parameters: ParameterMemory) -> ResidualBlock {
        var block = self
        block.first = first.quantized(parameters)
        block.second = second.quantized(parameters)
        if let shortcut { block.shortcut = (shortcut.conv.quantized(parameters), shortcut.norm) }
        block.convolutions = [block.first, block.second] + (block.shortcut.map { [$0.conv] } ?? [])
        block.scratchCount = block.convolutions.map(\.scratchCount).max()!
        return block
    }

    /// Wᵀ of the first convolution, the second and the shortcut's, in this order.
    public func prepare(_ parameters: ParameterMemory, into prepared: UnsafeMutablePointer<Float>, isFirst: Bool) {
        var index = prepared
        for layer in convolutions {
            layer.prepare(parameters, into: index, isFirst: isFirst)
            index += layer.preparedCount
        }
    }

    /// Where the parts of what is kept lie, for the pass's rows.
    private struct Activations {
        let first, firstNormed, second, shortcut: UnsafeMutablePointer<Float>
        let firstNorm, secondNorm, shortcutNorm: UnsafeMutablePointer<Float>

        init(_ start: UnsafeMutablePointer<Float>, rows: Int, output: Int, norm: Int, hasShortcut: Bool) {
            first = start
            firstNormed = first + rows * output
            second = firstNormed + rows * output
            shortcut = second + rows * output
            firstNorm = shortcut + (hasShortcut ? rows * output : 0)
            secondNorm = firstNorm + rows * norm
            shortcutNorm = secondNorm + rows * norm
        }
    }

    private func cache(_ start: UnsafeMutablePointer<Float>, _ rows: Int) -> Activations {
        Activations(start, rows: rows, output: output.count, norm: firstNorm.cacheCount, hasShortcut: shortcut != nil)
    }

    /// y = max(0, F(x) + S(x)). Without a cache what lies between the layers within goes to scratch.
    public func forward(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, _ pass: LayerPass) {
        let parts = cache(pass.cache ?? pass.scratch + scratchCount, pass.places)
        var inner = pass
        inner.cache = parts.firstNorm
        first.forward(x, into: parts.first, inner)
        firstNorm.forward(parts.first, into: parts.firstNormed, inner)
        second.forward(parts.firstNormed, into: parts.second, inner)
        inner.cache = parts.secondNorm
        secondNorm.forward(parts.second, into: y, inner)
        if let shortcut {
            let projected = pass.scratch + scratchCount + pass.places * cacheCount
            inner.cache = parts.shortcutNorm
            shortcut.conv.forward(x, into: parts.shortcut, inner)
            shortcut.norm.forward(parts.shortcut, into: projected, inner)
            Kernels.add(projected, to: y, count: pass.places * output.count)
        } else {
            Kernels.add(x, to: y, count: pass.places * output.count)
        }
        Kernels.relu(y, into: y, count: pass.places * output.count)
    }

    /// dy · 1[y > 0], in place, goes back through F and S; dx is their sum.
    public func backward(
        _ x: UnsafePointer<Float>,
        _ y: UnsafePointer<Float>,
        _ dy: UnsafeMutablePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        _ pass: LayerPass
    ) {
        let parts = cache(pass.cache!, pass.places)
        let one = pass.scratch + scratchCount
        let other = one + pass.places * max(output.count, input.count)
        var inner = pass
        Kernels.reluBackward(y, gradient: dy, count: pass.places * output.count)
        inner.cache = parts.secondNorm
        secondNorm.backward(parts.second, y, dy, into: one, inner)
        inner.prepared = pass.prepared! + first.preparedCount
        second.backward(parts.firstNormed, parts.second, one, into: other, inner)
        inner.cache = parts.firstNorm
        firstNorm.backward(parts.first, parts.firstNormed, other, into: one, inner)
        inner.prepared = pass.prepared
        first.backward(x, parts.first, one, into: dx, inner)
        if let shortcut {
            inner.cache = parts.shortcutNorm
            inner.prepared = pass.prepared! + first.preparedCount + second.preparedCount
            shortcut.norm.backward(parts.shortcut, y, dy, into: one, inner)
            shortcut.conv.backward(x, parts.shortcut, one, into: dx == nil ? nil : other, inner)
            if let dx { Kernels.add(other, to: dx, count: pass.places * input.count) }
        } else if let dx {
            Kernels.add(dy, to: dx, count: pass.places * input.count)
        }
    }
}

extension ResidualBlock {
    package struct Form: LayerForm {
        package static let word = "residual"
        package static let usage = "residual 64 [stride 2] [groups 8]"
        package let channels: Int
        package let stride: Int
        package let groups: Int

        package init(_ words: inout LayerWords) throws(Refusal) {
            channels = try words.number("channels", 1...2048)
            let options = try words.options(["stride", "groups"])
            groups = try words.option("groups", options, 1...2048) ?? min(8, channels)
            guard channels % groups == 0 else { throw words.refusal("\(channels) channels cannot be shared out to \(groups) groups") }
            stride = try words.option("stride", options, 1...16) ?? 1
        }

        package func layer(at site: inout LayerSite) -> (any Layer)? {
            ResidualBlock(
                site.path,
                input: site.input,
                channels: channels,
                stride: stride,
                groups: groups,
                precision: site.precision,
                &site.allocator
            )
        }
    }
}

import CKernels

/// The sizes of a two-dimensional convolution over images whose channels lie side by side.
///
/// Legend: N images, H × W pixels, Cᵢ channels in, Cₒ out, G groups, Kₕ × Kᵥ the kernel; `x [N, H, W, Cᵢ]`, `y [N, Hₒ, Wₒ, Cₒ]`,
/// `weights [G, Kₕ, Kᵥ, Cᵢ/G, Cₒ/G]`.
public struct ConvolutionShape: Sendable {
    private var c: learnd_convolution

    /// - Precondition: `groups` divides both numbers of channels, and the kernel fits into the padded image.
    public init(
        height: Int,
        width: Int,
        channels: Int,
        outputs: Int,
        kernelHeight: Int,
        kernelWidth: Int,
        stride: Int,
        padding: Int,
        groups: Int
    ) {
        precondition(channels % groups == 0 && outputs % groups == 0, "\(groups) groups of \(channels) channels in, \(outputs) out")
        precondition(
            height + 2 * padding >= kernelHeight && width + 2 * padding >= kernelWidth,
            "a kernel of \(kernelHeight) × \(kernelWidth) over an image of \(height) × \(width), padded by \(padding)"
        )
        c = learnd_convolution(
            height: height,
            width: width,
            channels: channels,
            outputs: outputs,
            kernel_height: kernelHeight,
            kernel_width: kernelWidth,
            stride: stride,
            padding: padding,
            groups: groups,
            out_height: (height + 2 * padding - kernelHeight) / stride + 1,
            out_width: (width + 2 * padding - kernelWidth) / stride + 1,
            bfloat16: 0
        )
    }

    /// The same with factors rounded to bfloat16.
    public var inBFloat16: ConvolutionShape {
        var shape = self
        shape.c.bfloat16 = 1
        return shape
    }

    /// Hₒ = (H + 2 · padding − Kₕ) / stride + 1, rounded down.
    public var outputHeight: Int { c.out_height }
    /// Wₒ, by the same formula from W and Kᵥ.
    public var outputWidth: Int { c.out_width }
    /// G: each group of outputs sees its own channels only.
    public var groups: Int { c.groups }
    /// Kₕ · Kᵥ · Cᵢ/G: what one output is summed over.
    public var depth: Int { c.kernel_height * c.kernel_width * (c.channels / c.groups) }
    /// Cₒ/G.
    public var groupOutputs: Int { c.outputs / c.groups }
    /// Floats of scratch for each of the passes.
    public var scratchCount: Int { withUnsafePointer(to: c) { learnd_convolution_scratch($0) } }

    /// `y = x ∗ weights + bias`, negative results cut off where `relu`.
    ///
    /// - Parameters:
    ///   - bias: `[Cₒ]`; nil: none.
    ///   - scratch: `scratchCount` floats.
    public func forward(
        _ x: UnsafePointer<Float>,
        images: Int,
        weights: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?,
        relu: Bool,
        into y: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: c) { learnd_convolution_forward($0, images, x, weights, bias, relu ? 1 : 0, y, scratch) }
    }

    /// Adds the images' gradient to `gradient`, image after image.
    public func weightGradient(
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        images: Int,
        into gradient: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: c) { learnd_convolution_weight_gradient($0, images, x, dy, gradient, scratch) }
    }

    /// - Parameter transposed: What `transpose` made of the weights.
    public func inputGradient(
        _ dy: UnsafePointer<Float>,
        images: Int,
        transposed: UnsafePointer<Float>,
        into dx: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        withUnsafePointer(to: c) { learnd_convolution_input_gradient($0, images, dy, transposed, dx, scratch) }
    }

    /// Each group's weights as `[Cₒ/G, depth]`.
    public func transpose(_ weights: UnsafePointer<Float>, into transposed: UnsafeMutablePointer<Float>) {
        let each = depth * groupOutputs
        for group in 0..<groups {
            learnd_transpose(depth, groupOutputs, weights + group * each, transposed + group * each)
        }
    }

    /// Floats of scratch for `forwardInt8`.
    public func int8ScratchCount(_ matrix: Int8Matrix) -> Int {
        let indices = c.out_height * c.out_width
        return (c.height * c.width * c.channels + 3) / 4 + (indices * matrix.rowStride + 3) / 4 + indices + 32
    }

    /// `forward` with weights in 8 bits, one matrix a group; each image is brought to 8 bits by a scale of its own.
    public func forwardInt8(
        _ x: UnsafePointer<Float>,
        images: Int,
        weights: [Int8Matrix],
        bias: UnsafePointer<Float>?,
        relu: Bool,
        into y: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let (indices, size) = (c.out_height * c.out_width, c.height * c.width * c.channels)
        let scales = scratch
        let bytes = UnsafeMutableRawPointer(scratch + indices).assumingMemoryBound(to: UInt8.self)
        let patches = bytes + (size + 63) / 64 * 64
        for image in 0..<images {
            let scale = Int8Matrix.quantize(x + image * size, count: size, into: bytes)
            scales.update(repeating: scale, count: indices)
            for (group, matrix) in weights.enumerated() {
                withUnsafePointer(to: c) { learnd_int8_patches($0, bytes, group, 0, $0.pointee.out_height, matrix.rowStride, patches) }
                matrix.multiply(
                    patches,
                    rowScales: scales,
                    rows: indices,
                    bias: bias.map { $0 + group * matrix.n },
                    relu: relu,
                    into: y + image * indices * c.outputs + group * matrix.n,
                    stride: c.outputs
                )
            }
        }
    }
}

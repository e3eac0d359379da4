import CKernels

/// The sizes of a pooling over images whose channels lie side by side: `x [N, H, W, C]`, `y [N, Hₒ, Wₒ, C]`.
public struct PoolingShape: Sendable {
    private var p: learnd_pooling

    /// - Precondition: The window fits into the padded image, and the padding is at most half of it.
    public init(height: Int, width: Int, channels: Int, kernelHeight: Int, kernelWidth: Int, stride: Int, padding: Int) {
        precondition(
            height + 2 * padding >= kernelHeight && width + 2 * padding >= kernelWidth && 2 * padding <= min(kernelHeight, kernelWidth),
            "a window of \(kernelHeight) × \(kernelWidth) over an image of \(height) × \(width), padded by \(padding)"
        )
        p = learnd_pooling(
            height: height,
            width: width,
            channels: channels,
            kernel_height: kernelHeight,
            kernel_width: kernelWidth,
            stride: stride,
            padding: padding,
            out_height: (height + 2 * padding - kernelHeight) / stride + 1,
            out_width: (width + 2 * padding - kernelWidth) / stride + 1
        )
    }

    /// Hₒ = (H + 2 · padding − kernel height) / stride + 1, rounded down.
    public var outputHeight: Int { p.out_height }
    /// Wₒ, by the same formula from W.
    public var outputWidth: Int { p.out_width }

    /// - Parameter indices: Filled, where wanted, with the pixel that each output came from.
    public func max(_ x: UnsafePointer<Float>, images: Int, into y: UnsafeMutablePointer<Float>, indices: UnsafeMutablePointer<Int32>?) {
        withUnsafePointer(to: p) { learnd_max_pool($0, images, x, y, indices) }
    }

    /// Fills `dx [N, H, W, C]`: each output's gradient goes to the pixel that it came from.
    ///
    /// - Parameter indices: As `max` filled them.
    public func maxBackward(_ dy: UnsafePointer<Float>, indices: UnsafePointer<Int32>, images: Int, into dx: UnsafeMutablePointer<Float>) {
        withUnsafePointer(to: p) { learnd_max_pool_backward($0, images, dy, indices, dx) }
    }

    /// What lies outside the image counts as 0.
    public func average(_ x: UnsafePointer<Float>, images: Int, into y: UnsafeMutablePointer<Float>) {
        withUnsafePointer(to: p) { learnd_average_pool($0, images, x, y) }
    }

    /// Fills `dx [N, H, W, C]`: each output's gradient goes to all pixels of its window, in equal shares.
    public func averageBackward(_ dy: UnsafePointer<Float>, images: Int, into dx: UnsafeMutablePointer<Float>) {
        withUnsafePointer(to: p) { learnd_average_pool_backward($0, images, dy, dx) }
    }
}

import CKernels

extension Kernels {
    /// y = (x − mean) / √(variance + epsilon) · scale + shift over each row; `cache`, where wanted: 2 floats a row for the backward pass.
    public static func layerNorm(
        _ x: UnsafePointer<Float>,
        rows: Int,
        width: Int,
        scale: UnsafePointer<Float>,
        shift: UnsafePointer<Float>,
        epsilon: Float,
        into y: UnsafeMutablePointer<Float>,
        cache: UnsafeMutablePointer<Float>?
    ) {
        learnd_layer_norm(rows, width, x, scale, shift, epsilon, y, cache)
    }

    /// Fills `dx` and adds to the gradients, where wanted.
    public static func layerNormBackward(
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        rows: Int,
        width: Int,
        scale: UnsafePointer<Float>,
        cache: UnsafePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        scaleGradient: UnsafeMutablePointer<Float>?,
        shiftGradient: UnsafeMutablePointer<Float>?
    ) {
        learnd_layer_norm_backward(rows, width, x, scale, cache, dy, dx, scaleGradient, shiftGradient)
    }

    /// Channels that a group normalization may have at most.
    public static let mostNormalizedChannels = Int(LEARND_NORMALIZED_CHANNELS)

    /// `layerNorm` over the pixels and channels of each group of images `[images, pixels, channels]`; `cache`: 2 · groups floats an image.
    public static func groupNorm(
        _ x: UnsafePointer<Float>,
        images: Int,
        pixels: Int,
        channels: Int,
        groups: Int,
        scale: UnsafePointer<Float>,
        shift: UnsafePointer<Float>,
        epsilon: Float,
        relu: Bool,
        into y: UnsafeMutablePointer<Float>,
        cache: UnsafeMutablePointer<Float>?
    ) {
        learnd_group_norm(images, pixels, channels, groups, x, scale, shift, epsilon, relu ? 1 : 0, y, cache)
    }

    /// Fills `dx` and adds to the gradients, where wanted. Of `groupNorm` without `relu`: `dy` has been through `reluBackward` before.
    public static func groupNormBackward(
        _ x: UnsafePointer<Float>,
        _ dy: UnsafePointer<Float>,
        images: Int,
        pixels: Int,
        channels: Int,
        groups: Int,
        scale: UnsafePointer<Float>,
        cache: UnsafePointer<Float>,
        into dx: UnsafeMutablePointer<Float>?,
        scaleGradient: UnsafeMutablePointer<Float>?,
        shiftGradient: UnsafeMutablePointer<Float>?
    ) {
        learnd_group_norm_backward(images, pixels, channels, groups, x, scale, cache, dy, dx, scaleGradient, shiftGradient)
    }
}

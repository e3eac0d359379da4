import Domain

/// Mean and deviation of each channel's pixels (0…255) in a model's first file, by which every image is standardized from then on.
///
/// They do not move with the data as a table's scaler does: a convolution cannot make up for a shift, since the zeros around the image would
/// mean something else; and pixels, unlike columns, always have one range.
public struct PixelScale: Hashable, Sendable, Codable {
    /// Of each channel, 0…255.
    public var means: [Double]
    /// Of each channel, in the pixels' unit; 1 where it would be 1 or less, as in a channel of one color.
    public var deviations: [Double]

    /// - Parameter pixels: Of all images, one after another, channels side by side.
    public init(_ pixels: [UInt8], channels: Int) {
        var sums = [Double](repeating: 0, count: channels)
        var squares = sums
        for (index, pixel) in pixels.enumerated() {
            sums[index % channels] += Double(pixel)
            squares[index % channels] += Double(pixel) * Double(pixel)
        }
        let count = Double(max(1, pixels.count / channels))
        let means = sums.map { $0 / count }
        self.means = means
        deviations = squares.enumerated().map { channel, sum in
            let deviation = max(0, sum / count - means[channel] * means[channel]).squareRoot()
            return deviation > 1 ? deviation : 1
        }
    }

    /// What a channel's values are multiplied by, once its mean is taken away.
    var factors: [Double] { deviations.map { 1 / $0 } }

    /// Each value a pixel may have, standardized: `[channels, 256]`.
    var table: [Float] {
        zip(means, factors).flatMap { mean, factor in (0..<256).map { Float((Double($0) - mean) * factor) } }
    }
}

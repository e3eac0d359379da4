/// An image in memory: `[height, width, channels]`, 0…255; 1 channel (gray) or 3 (red, green, blue).
public struct PixelImage: Hashable, Sendable {
    /// Rows of pixels.
    public let height: Int
    /// Pixels in a row.
    public let width: Int
    /// 1 (gray) or 3 (red, green, blue).
    public let channels: Int
    /// Row by row, a pixel's channels side by side, 0…255.
    public let pixels: [UInt8]

    /// - Precondition: As many pixels as the sides and channels say; 1 or 3 channels; neither side is 0.
    public init(height: Int, width: Int, channels: Int, pixels: [UInt8]) {
        precondition(
            height > 0 && width > 0 && (channels == 1 || channels == 3) && pixels.count == height * width * channels,
            "\(pixels.count) values for an image of \(height)x\(width)x\(channels)"
        )
        self.height = height
        self.width = width
        self.channels = channels
        self.pixels = pixels
    }

    /// Some pixel's channels differ. A file of three equal channels is gray, whatever it says of itself.
    public var hasColor: Bool {
        guard channels == 3 else { return false }
        return pixels.withUnsafeBufferPointer { Self.hasColor($0) }
    }

    /// The same for any number of pixels of three channels.
    public static func hasColor(_ pixels: UnsafeBufferPointer<UInt8>) -> Bool {
        for index in stride(from: 0, to: pixels.count - 2, by: 3)
        where pixels[index] != pixels[index + 1] || pixels[index] != pixels[index + 2] { return true }
        return false
    }
}

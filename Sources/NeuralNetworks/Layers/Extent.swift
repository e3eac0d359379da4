/// What one row is between two layers: an image of channels side by side `[height, width, channels]`, or a vector (1 × 1 pixels).
public struct Extent: Hashable, Sendable, CustomStringConvertible {
    /// Pixels from top to bottom; 1 for a vector.
    public var height: Int
    /// Pixels from left to right; 1 for a vector.
    public var width: Int
    /// Values of each pixel; of a vector all of them.
    public var channels: Int

    /// An image; of 1 × 1 pixels it is a vector.
    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// A vector.
    public init(features: Int) { self.init(height: 1, width: 1, channels: features) }

    /// 1 for a vector.
    public var pixels: Int { height * width }
    /// Floats in a row.
    public var count: Int { pixels * channels }
    /// More than one pixel. An image of 1 × 1 counts as a vector.
    public var isImage: Bool { pixels > 1 }

    /// `28 × 28 × 1`, or a vector's number of features, for messages.
    public var description: String { isImage ? "\(height) × \(width) × \(channels)" : "\(channels)" }
}

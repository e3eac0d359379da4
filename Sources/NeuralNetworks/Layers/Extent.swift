/// What one row is between two layers: an image of channels side by side `[height, width, channels]`, or a vector (1 × 1 pixels).
public struct Extent: Hashable, Sendable, CustomStringConvertible {
    public var height: Int
    public var width: Int
    public var channels: Int

    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    public init(features: Int) { self.init(height: 1, width: 1, channels: features) }

    public var pixels: Int { height * width }
    /// Floats in a row.
    public var count: Int { pixels * channels }
    public var isImage: Bool { pixels > 1 }

    public var description: String { isImage ? "\(height) × \(width) × \(channels)" : "\(channels)" }
}

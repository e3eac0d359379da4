/// An image's size: rows, columns, and 1 channel (grey) or 3 (red, green, blue). Written `28x28x1`.
public struct ImageShape: Hashable, Sendable, Codable, CustomStringConvertible {
    public var height: Int
    public var width: Int
    public var channels: Int

    /// The longest side of an image that a model takes.
    public static let longestSide = 256

    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// Nil unless the text is `HEIGHTxWIDTHxCHANNELS` (or `HEIGHTxWIDTH`, grey) with sides of 1 to `longestSide` and 1 or 3 channels.
    public init?(_ text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2 || parts.count == 3, let height = parts[0], let width = parts[1],
            let channels = parts.count == 3 ? parts[2] : 1,
            (1...Self.longestSide).contains(height), (1...Self.longestSide).contains(width), channels == 1 || channels == 3
        else { return nil }
        self.init(height: height, width: width, channels: channels)
    }

    /// Pixels' values in one image, row by row, a pixel's channels side by side.
    public var count: Int { height * width * channels }

    public var description: String { "\(height)x\(width)x\(channels)" }
}

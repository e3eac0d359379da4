/// An image's size: rows, columns, and 1 channel (gray) or 3 (red, green, blue). Written `28x28x1`.
public struct ImageShape: Hashable, Sendable, Codable, CustomStringConvertible {
    /// Rows of pixels.
    public var height: Int
    /// Pixels in a row.
    public var width: Int
    /// 1 (gray) or 3 (red, green, blue).
    public var channels: Int

    /// The longest side of an image that a model takes.
    public static let longestSide = 256

    /// Takes any size; texts and documents are checked where they are read.
    public init(height: Int, width: Int, channels: Int) {
        self.height = height
        self.width = width
        self.channels = channels
    }

    /// Nil unless the text is `HEIGHTxWIDTHxCHANNELS` (or `HEIGHTxWIDTH`, gray) with sides of 1 to `longestSide` and 1 or 3 channels.
    public init?(_ text: String) {
        let parts = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2 || parts.count == 3, let height = parts[0], let width = parts[1],
            let channels = parts.count == 3 ? parts[2] : 1,
            case let shape = Self(height: height, width: width, channels: channels), shape.isPossible
        else { return nil }
        self = shape
    }

    private var isPossible: Bool {
        (1...Self.longestSide).contains(height) && (1...Self.longestSide).contains(width) && (channels == 1 || channels == 3)
    }

    /// Pixels' values in one image, row by row, a pixel's channels side by side.
    public var count: Int { height * width * channels }

    /// `28x28x1`, which `init(_:)` reads back.
    public var description: String { "\(height)x\(width)x\(channels)" }
}

extension ImageShape {
    /// What is stored or sent may be damaged: as strict as the text, so that `count` is neither 0 nor more than there is room for.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            height: try keys.decode(Int.self, forKey: .height),
            width: try keys.decode(Int.self, forKey: .width),
            channels: try keys.decode(Int.self, forKey: .channels)
        )
        guard isPossible else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no image has the size \(self)"))
        }
    }
}

/// Bounds on what one image may ask of the machine, held to before anything is allocated for its pixels.
public struct ImageLimits: Hashable, Sendable {
    /// Pixels as stored.
    public var pixels: Int
    /// Of either side, as stored.
    public var side: Int
    /// Longer side to shorter side.
    public var sideRatio: Int
    /// Decoded bytes for each byte of the file; small images (`freeBytes`) are exempt.
    public var expansion: Int

    /// Decoded bytes that are never too many for a file.
    static let freeBytes = 4 << 20

    /// The defaults are those for files to learn from.
    public init(pixels: Int = 64_000_000, side: Int = 32_768, sideRatio: Int = 64, expansion: Int = 1_000) {
        self.pixels = pixels
        self.side = side
        self.sideRatio = sideRatio
        self.expansion = expansion
    }
}

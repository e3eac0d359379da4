/// Bounds on what one file may ask of the machine. A file over one of them is refused as a whole (`Refusal.Kind.tooLarge`).
public struct ReadLimits: Hashable, Sendable, Codable {
    /// Bytes as they lie on disk.
    public var fileBytes: Int
    /// Bytes after decompression.
    public var expandedBytes: Int
    /// Rows, those that are skipped among them.
    public var rows: Int
    /// Columns, the label's among them.
    public var columns: Int
    /// Bytes of one row as it stands in the file: one line, or more where quotes hold line breaks.
    public var lineBytes: Int
    /// Pixels of one image as its file holds it; an image over it is skipped, the others are read. So, unlike the other bounds, it decides
    /// what is learned from a file that is taken: the daemon keeps it as it is here, and reads a file alike whenever it does.
    public var imagePixels: Int

    /// Pixels that all of an archive's images may have, as they are stored: so many, and some for each byte of the file. Decoding a hundred
    /// million takes about a second, and a picture of something has one or two in a byte.
    public var freePixels = 2 << 30
    private static let pixelsPerByte = 200

    /// Cells, rows times columns, that a table may have: so many, and some for each byte of the file. Each takes up to eight bytes of memory, while
    /// in a compressed file a thousand of them may take one.
    public var freeCells = 64 << 20
    private static let cellsPerByte = 32

    func cells(inFileOf bytes: Int) -> Int { freeCells + Self.cellsPerByte * bytes }

    func pixels(inFileOf bytes: Int) -> Int { freePixels + Self.pixelsPerByte * bytes }

    /// The defaults are learnd's own.
    public init(
        fileBytes: Int = 1 << 30,
        expandedBytes: Int = 1 << 30,
        rows: Int = 10_000_000,
        columns: Int = 4096,
        lineBytes: Int = 1 << 20,
        imagePixels: Int = 64_000_000
    ) {
        self.fileBytes = fileBytes
        self.expandedBytes = expandedBytes
        self.rows = rows
        self.columns = columns
        self.lineBytes = lineBytes
        self.imagePixels = imagePixels
    }
}

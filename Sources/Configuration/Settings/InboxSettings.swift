/// When files are taken, and how large they may be.
public struct InboxSettings: Hashable, Sendable {
    /// How long a file written in place must rest after it was closed.
    public var settle: Duration = .seconds(2)
    /// How long a file must rest whose closing nobody saw.
    public var settleUnseen: Duration = .seconds(60)
    /// How often the whole inbox is looked through.
    public var scanInterval: Duration = .seconds(60)
    /// Largest file, in bytes as it lies on disk.
    public var fileBytes = 1 << 30
    /// Largest file, in bytes after decompression.
    public var decompressedBytes = 1 << 30
    /// Most rows in a file, those that are skipped among them.
    public var rows = 10_000_000
    /// Most columns of a file.
    public var columns = 4096
    /// Longest row of a file, in bytes: one line, or more where quotes hold line breaks.
    public var lineBytes = 1 << 20
    /// Most memory that a child may take to read a file.
    public var memory = 4 << 30
    /// Share of a file's rows (0…1) above which refused rows refuse the file.
    public var maxRefusedShare = 0.10
    /// Share of a column's values (0…1) that must be numbers for it to be numeric.
    public var numericShare = 0.9
    /// Free bytes on disk under which no file is taken.
    public var diskFloor = 512 << 20

    /// The defaults.
    public init() {}
}

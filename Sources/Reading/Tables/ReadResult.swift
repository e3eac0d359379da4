import Domain
import Rows

/// What a file holds.
public struct ReadResult: Hashable, Sendable {
    /// The rows that can be used, at least one; its schema is the one given or the one found.
    public var table: ExampleTable
    /// Rows set aside, in the file's order, at most the first 1,000.
    public var refused: [RefusedRow]
    /// All rows set aside.
    public var refusedCount: Int
    /// For people: what was ignored or decided on their behalf.
    public var warnings: [String]
    /// The file's bytes as they lie on disk.
    public var fileBytes: Int
    /// The same after decompression.
    public var expandedBytes: Int
}

import Domain
import Rows

/// What a file holds.
public struct ReadResult: Hashable, Sendable {
    /// The rows that can be used, at least one; its schema is the one given or the one found.
    public var table: ExampleTable
    /// Rows skipped, in the file's order, at most the first 1,000.
    public var refused: [RefusedRow]
    /// All rows skipped.
    public var refusedCount: Int
    /// What the numbers of those skipped count.
    public var unit = RowUnit.line
    /// For people, with values marked (`RowValue`): what was ignored, and what may have been meant otherwise.
    public var remarks: [String]
    /// The same for those who have the file.
    public var warnings: [String] { remarks.map(\.withValues) }
    /// Of a model's first file: what was decided from it, and why, a line each.
    public var notes: [String] = []
    /// The file's bytes as they lie on disk.
    public var fileBytes: Int
    /// The same after decompression.
    public var expandedBytes: Int
}

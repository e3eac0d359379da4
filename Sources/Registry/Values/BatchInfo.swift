import Domain

/// A file that was taken.
public struct BatchInfo: Hashable, Sendable {
    /// Rises with time over all models.
    public var id: BatchID
    /// The model whose folder it was dropped into.
    public var model: ModelName
    /// Of the file's bytes; nil only where it was refused unread.
    public var digest: Digest?
    /// Of its rows; nil where it was refused, or set aside when the model's form was made again: it is then read again before it is learned.
    public var rowsDigest: Digest?
    /// The name that it was dropped under; of what was packed, that of the tar.
    public var fileName: String
    /// Bytes of the archived file.
    public var byteCount: Int
    /// Rows that can be learned; 0 where it was refused.
    public var rowCount: Int
    /// Rows that were skipped when it was read.
    public var refusedRowCount: Int
    /// What is odd about it, a sentence each, without values of rows.
    public var warnings: [String]
    /// What was understood of the file, a sentence each.
    public var notes: [String]
    /// Where it stands.
    public var state: BatchState
    /// Why it is held, set aside or refused.
    public var reason: String?
    /// When it was recorded.
    public var receivedAt: UnixTime
    /// The batch that had the same bytes or rows; nil unless `state` is `duplicate`.
    public var duplicateOf: BatchID?
    /// The newest version whose job had it; nil where none had.
    public var version: VersionNumber?
    /// Which half of a split job it belongs to: such batches are not joined with others.
    public var retryGroup: Int64?
}

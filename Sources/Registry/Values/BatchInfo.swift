import Domain

/// A file that was taken.
public struct BatchInfo: Hashable, Sendable {
    public var id: BatchID
    public var model: ModelName
    /// Of the file's bytes; nil only where it was refused unread.
    public var digest: Digest?
    /// Of its rows; nil where it was refused, or set aside when the model's form was made again: it is then read again before it is learned.
    public var rowsDigest: Digest?
    public var fileName: String
    public var byteCount: Int
    public var rowCount: Int
    public var refusedRowCount: Int
    public var warnings: [String]
    /// What was understood of the file, a sentence each.
    public var notes: [String]
    public var state: BatchState
    /// Why it is held, set aside or refused.
    public var reason: String?
    public var receivedAt: UnixTime
    /// The batch that had the same bytes or rows; nil unless `state` is `duplicate`.
    public var duplicateOf: BatchID?
    /// The newest version whose job had it; nil where none had.
    public var version: VersionNumber?
    /// Which half of a split job it belongs to: such batches are not joined with others.
    public var retryGroup: Int64?
}

import Domain

/// A file that a version's job learned.
public struct LearnedFile: Hashable, Sendable, Codable {
    public var batch: BatchID
    public var file: String
    public var sha256: Digest?
    public var rows: Int
    /// What became of it since.
    public var state: BatchState?

    public init(batch: BatchID, file: String, sha256: Digest? = nil, rows: Int, state: BatchState? = nil) {
        self.batch = batch
        self.file = file
        self.sha256 = sha256
        self.rows = rows
        self.state = state
    }
}

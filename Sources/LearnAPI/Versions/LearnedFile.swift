import Domain

/// A file that a version's job learned.
public struct LearnedFile: Hashable, Sendable, Codable {
    /// The file's number.
    public var batch: BatchID
    /// The name that it was dropped under.
    public var file: String
    /// Of its bytes.
    public var sha256: Digest?
    /// Rows taken from it.
    public var rows: Int
    /// What became of it since.
    public var state: BatchState?

    /// A file as it was learned, and where it stands now.
    public init(batch: BatchID, file: String, sha256: Digest? = nil, rows: Int, state: BatchState? = nil) {
        self.batch = batch
        self.file = file
        self.sha256 = sha256
        self.rows = rows
        self.state = state
    }
}

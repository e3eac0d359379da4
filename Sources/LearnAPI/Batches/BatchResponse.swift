import Domain

/// An accepted, refused or repeated file: `GET /v1/batches/{id}`, an element of `GET /v1/batches`.
public struct BatchResponse: Hashable, Sendable, Codable {
    /// The file's number, over all models.
    public var id: BatchID
    /// The model whose folder it was dropped into.
    public var model: ModelName
    /// The name it was dropped under.
    public var file: String
    /// Of its bytes; left out for a file that could not be read.
    public var sha256: Digest?
    /// Of the file; of a folder, of the tar that it was packed into.
    public var bytes: Int
    /// Rows taken.
    public var rows: Int
    /// Rows that could not be read, listed in the rejected folder.
    public var skippedRows: Int { skipped ?? refused ?? 0 }
    private let skipped: Int?
    /// The same under its former name, until the next release: a daemon and its command line may differ while one is installed over the other.
    private let refused: Int?
    /// What is odd about it, a sentence each, without values of rows; empty where nothing is.
    public var warnings: [String]
    /// What was understood of a model's first file, a line each; left out for others.
    public var notes: [String]?
    /// Where it stood when the answer was made.
    public var state: BatchState
    /// Why it is refused, held or set aside.
    public var reason: String?
    /// When it was recorded: ISO 8601, UTC.
    public var receivedAt: String
    /// The file that had the same bytes or rows first; left out unless `state` is `duplicate`.
    public var duplicateOf: BatchID?
    /// The newest version that has it.
    public var version: VersionNumber?

    /// - Parameter skippedRows: Is written under both names, the former one too.
    public init(
        id: BatchID,
        model: ModelName,
        file: String,
        sha256: Digest? = nil,
        bytes: Int,
        rows: Int,
        skippedRows: Int,
        warnings: [String],
        notes: [String]? = nil,
        state: BatchState,
        reason: String? = nil,
        receivedAt: String,
        duplicateOf: BatchID? = nil,
        version: VersionNumber? = nil
    ) {
        self.id = id
        self.model = model
        self.file = file
        self.sha256 = sha256
        self.bytes = bytes
        self.rows = rows
        skipped = skippedRows
        refused = skippedRows
        self.warnings = warnings
        self.notes = notes
        self.state = state
        self.reason = reason
        self.receivedAt = receivedAt
        self.duplicateOf = duplicateOf
        self.version = version
    }

    private enum CodingKeys: String, CodingKey {
        case id, model, file, sha256, bytes, rows, warnings, notes, state, reason, version
        case skipped = "skipped_rows"
        case refused = "refused_rows"
        case receivedAt = "received_at"
        case duplicateOf = "duplicate_of"
    }
}

import Domain

/// A file that was taken, hashed, archived and read: what `VersionRegistry.recordIntake` makes a batch of.
public struct IntakeRecord: Hashable, Sendable {
    /// Whether a file can be learned.
    public enum Verdict: Hashable, Sendable {
        /// Readable under `schema`, the model's schema document: the first accepted record of a model sets it, and one that was read under the model's and
        /// extends it (`extending`) sets it anew.
        case accepted(schema: [UInt8], extending: [UInt8]? = nil)
        /// Not readable; the reason a person sees.
        case refused(reason: String)
    }

    /// The model whose folder it was dropped into.
    public var model: ModelName
    /// By which the file is known again after a kill.
    public var source: SourceIdentity
    /// Of the file's bytes; nil only where it was refused unread (no permission, over the bound on bytes).
    public var digest: Digest?
    /// Of its rows in an order that does not depend on the file's; nil where it was refused.
    public var rowsDigest: Digest?
    /// The name that it was dropped under; of what was packed, that of the tar.
    public var fileName: String
    /// Bytes of the archived file.
    public var byteCount: Int
    /// Rows accepted.
    public var rowCount: Int
    /// Rows that were skipped.
    public var refusedRowCount: Int
    /// What is odd about it, a sentence each, without values of rows.
    public var warnings: [String]
    /// Whether it can be learned; what becomes of it the registry decides.
    public var verdict: Verdict
    /// The settings under which it was read (JSON): kept with the model's form if this file decides it.
    public var formSettings: [UInt8]?
    /// What was understood of the file, a sentence each.
    public var notes: [String]

    /// - Parameters:
    ///   - digest: Nil only where it was refused unread.
    ///   - rowsDigest: Nil where it was refused.
    public init(
        model: ModelName,
        source: SourceIdentity,
        digest: Digest?,
        rowsDigest: Digest?,
        fileName: String,
        byteCount: Int,
        rowCount: Int,
        refusedRowCount: Int,
        warnings: [String],
        verdict: Verdict,
        formSettings: [UInt8]? = nil,
        notes: [String] = []
    ) {
        self.model = model
        self.source = source
        self.digest = digest
        self.rowsDigest = rowsDigest
        self.fileName = fileName
        self.byteCount = byteCount
        self.rowCount = rowCount
        self.refusedRowCount = refusedRowCount
        self.warnings = warnings
        self.verdict = verdict
        self.formSettings = formSettings
        self.notes = notes
    }
}

/// What became of a taken file.
public struct IntakeResult: Hashable, Sendable {
    /// In state `waiting`, `duplicate` or `refused` where it is new.
    public var batch: BatchInfo
    /// False where this very source was recorded before: a kill came before it left the inbox. Only finish it again.
    public var isNew: Bool
    /// False while the model has no accepted file, and so is none yet.
    public var hasModel: Bool
}

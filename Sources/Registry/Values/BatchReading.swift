import Domain

/// A batch's archived file, read again.
public struct BatchReading: Hashable, Sendable {
    /// Whose file was read.
    public var batch: BatchID
    /// Of its rows in an order that does not depend on the file's; nil where it was refused.
    public var rowsDigest: Digest?
    /// Rows that can be learned.
    public var rowCount: Int
    /// Rows that were skipped.
    public var refusedRowCount: Int
    /// What is odd about it, a sentence each, without values of rows.
    public var warnings: [String]
    /// What was understood of it.
    public var notes: [String]
    /// Whether it is readable now, and under which schema.
    public var verdict: IntakeRecord.Verdict

    /// - Parameter rowsDigest: Nil where it was refused.
    public init(
        batch: BatchID,
        rowsDigest: Digest?,
        rowCount: Int,
        refusedRowCount: Int,
        warnings: [String],
        notes: [String],
        verdict: IntakeRecord.Verdict
    ) {
        self.batch = batch
        self.rowsDigest = rowsDigest
        self.rowCount = rowCount
        self.refusedRowCount = refusedRowCount
        self.warnings = warnings
        self.notes = notes
        self.verdict = verdict
    }
}

/// A model to be learned again from its first file on.
public struct Relearning: Hashable, Sendable {
    /// A model that has files.
    public var model: ModelName
    /// `relearned` or `reformed`: by a person, or since settings had changed.
    public var kind: ModelChangeKind
    /// Of all that `filesToRelearn` gives, in its order.
    public var readings: [BatchReading]
    /// The settings that decided the form (JSON).
    public var formSettings: [UInt8]
    /// Who has it done.
    public var by: Initiator
    /// A person's words; nil where there are none.
    public var reason: String?

    /// - Parameter readings: Of all that `filesToRelearn` gives, in its order.
    public init(
        model: ModelName,
        kind: ModelChangeKind,
        readings: [BatchReading],
        formSettings: [UInt8],
        by: Initiator,
        reason: String?
    ) {
        self.model = model
        self.kind = kind
        self.readings = readings
        self.formSettings = formSettings
        self.by = by
        self.reason = reason
    }
}

/// What relearning a model did.
public struct RelearnOutcome: Hashable, Sendable {
    /// The line that stays in the model's history.
    public var change: ModelChangeInfo
    /// The files that were read again, oldest first, as they are after the change.
    public var batches: [BatchInfo]
    /// Those of them that were accepted before and are refused now.
    public var newlyRefused: [BatchID]
    /// How many stay set aside.
    public var setAside: Int
    /// The model's new form (JSON).
    public var schema: [UInt8]
    /// The job that ran: stop its trainer.
    public var staleJob: JobID?
}

/// A model's files changed while they were read: read them again.
public struct StaleReadings: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model whose files are to be read again.
    public var model: ModelName

    /// Nothing was changed then.
    public init(model: ModelName) { self.model = model }

    /// A sentence for the log.
    public var description: String { "the files of model '\(model)' changed while they were read" }
}

import Domain

/// A batch's archived file, read again.
public struct BatchReading: Hashable, Sendable {
    public var batch: BatchID
    /// Of its rows in an order that does not depend on the file's; nil where it was refused.
    public var rowsDigest: Digest?
    public var rowCount: Int
    public var refusedRowCount: Int
    public var warnings: [String]
    /// What was understood of it.
    public var notes: [String]
    public var verdict: IntakeRecord.Verdict

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
    public var model: ModelName
    public var kind: ModelChangeKind
    /// Of all that `filesToRelearn` gives, in its order.
    public var readings: [BatchReading]
    /// The settings that decided the form (JSON).
    public var formSettings: [UInt8]
    public var by: Initiator
    public var reason: String?

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
    public var model: ModelName

    public init(model: ModelName) { self.model = model }

    public var description: String { "the files of model '\(model)' changed while they were read" }
}

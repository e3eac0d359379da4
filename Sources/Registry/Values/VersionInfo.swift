import Domain

/// A version without its parts.
public struct VersionInfo: Hashable, Sendable {
    /// The model that it is a version of.
    public var model: ModelName
    /// From 1 on, for each model.
    public var number: VersionNumber
    /// What its parts, specification, parent and batches hash to (`VersionDigest`).
    public var digest: Digest
    /// The version that its job continued from; nil for a model's first.
    public var parent: VersionNumber?
    /// What the gate, or a person after it, decided.
    public var state: VersionState
    /// The job that made it.
    public var job: JobID
    /// What that was for.
    public var purpose: JobPurpose
    /// Why the gate held it; nil where it did not. Kept when it is promoted.
    public var reason: String?
    /// The trainer's report (JSON).
    public var report: [UInt8]
    /// The gate's evaluation (JSON).
    public var evaluation: [UInt8]
    /// In what form its weights answer.
    public var precision: ServingPrecision
    /// When it was recorded.
    public var createdAt: UnixTime
    /// Whether it was ever the serving version.
    public var hasServed: Bool
    /// What its job learned, in order; not what its ancestors had learned.
    public var batches: [BatchInfo]
    /// Of all its parts, shared or not.
    public var byteCount: Int

    /// A person let it serve although the gate had refused it.
    public var isPromoted: Bool { state == .accepted && reason != nil }
}

/// A candidate that the gate has decided on, to be made a version.
public struct VersionCommit: Hashable, Sendable {
    /// What the gate decided.
    public enum Verdict: Hashable, Sendable {
        case accepted
        case held(reason: String)
    }

    /// The running job whose candidate it is; model, parent and batches are the job's.
    public var job: JobID
    /// The training head that the job continued from.
    public var expectedHead: VersionNumber?
    /// What `VersionDigest` comes to for the candidate.
    public var digest: Digest
    /// Stored before, by `storeBlobs`.
    public var parts: [PartReference]
    /// Whether the version serves at once or is held.
    public var verdict: Verdict
    /// The trainer's report (JSON).
    public var report: [UInt8]
    /// The gate's evaluation (JSON).
    public var evaluation: [UInt8]
    /// In what form its weights answer.
    public var precision: ServingPrecision

    /// - Parameters:
    ///   - expectedHead: Nil for a model's first version.
    ///   - parts: Stored before, by `storeBlobs`.
    public init(
        job: JobID,
        expectedHead: VersionNumber?,
        digest: Digest,
        parts: [PartReference],
        verdict: Verdict,
        report: [UInt8],
        evaluation: [UInt8],
        precision: ServingPrecision = .single
    ) {
        self.job = job
        self.expectedHead = expectedHead
        self.digest = digest
        self.parts = parts
        self.verdict = verdict
        self.report = report
        self.evaluation = evaluation
        self.precision = precision
    }
}

/// A job's parent is no longer the training head: somebody went back, or promoted, while it ran. Drop the candidate and
/// `abandonJob`; its batches wait again.
public struct StaleParent: Error, Hashable, Sendable, CustomStringConvertible {
    /// The model whose head is another now.
    public var model: ModelName
    /// The version that the job continued from; nil: it was to be the first.
    public var expected: VersionNumber?
    /// The version that the next job continues from; nil: there is none.
    public var found: VersionNumber?

    /// - Parameter found: Is never `expected`.
    public init(model: ModelName, expected: VersionNumber?, found: VersionNumber?) {
        self.model = model
        self.expected = expected
        self.found = found
    }

    /// A sentence for the log.
    public var description: String {
        func text(_ version: VersionNumber?) -> String { version.map { "version \($0)" } ?? "no version" }
        return "model '\(model)' continues from \(text(found)) now, not from \(text(expected))"
    }
}

import Domain

/// A version without its parts.
public struct VersionInfo: Hashable, Sendable {
    public var model: ModelName
    public var number: VersionNumber
    public var digest: Digest
    public var parent: VersionNumber?
    public var state: VersionState
    public var job: JobID
    /// Why the gate held it; nil where it did not. Kept when it is promoted.
    public var reason: String?
    /// The trainer's report (JSON).
    public var report: [UInt8]
    /// The gate's evaluation (JSON).
    public var evaluation: [UInt8]
    /// In what form its weights answer.
    public var precision: ServingPrecision
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
    public enum Verdict: Hashable, Sendable {
        case accepted
        case held(reason: String)
    }

    /// The running job whose candidate it is; model, parent and batches are the job's.
    public var job: JobID
    /// The training head that the job continued from.
    public var expectedHead: VersionNumber?
    public var digest: Digest
    /// Stored before, by `storeBlobs`.
    public var parts: [PartReference]
    public var verdict: Verdict
    /// The trainer's report (JSON).
    public var report: [UInt8]
    /// The gate's evaluation (JSON).
    public var evaluation: [UInt8]
    /// In what form its weights answer.
    public var precision: ServingPrecision

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
    public var model: ModelName
    public var expected: VersionNumber?
    public var found: VersionNumber?

    public init(model: ModelName, expected: VersionNumber?, found: VersionNumber?) {
        self.model = model
        self.expected = expected
        self.found = found
    }

    public var description: String {
        func text(_ version: VersionNumber?) -> String { version.map { "version \($0)" } ?? "no version" }
        return "model '\(model)' continues from \(text(found)) now, not from \(text(expected))"
    }
}

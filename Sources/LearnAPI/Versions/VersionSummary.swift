import Domain

/// A version at a glance: an element of `GET /v1/models/{m}/versions` and part of `…/versions/{v}`.
public struct VersionSummary: Hashable, Sendable, Codable {
    /// 1, 2, 3… for each model; never used again.
    public var number: VersionNumber
    /// What it is and came from: equal only for the same bytes of the same descent.
    public var digest: Digest
    /// The version that its job continued from; left out for a model's first.
    public var parent: VersionNumber?
    /// What the gate, or a person after it, decided.
    public var state: VersionState
    /// It answers now.
    public var serving: Bool
    /// Whether it has ever answered.
    public var hasServed: Bool
    /// It has served, and neither the serving version nor any that it was made from is this one: it was rolled back, or another was promoted in
    /// its place. Left out where that is not so.
    public var retired: Bool?
    /// Why the gate holds it.
    public var reason: String?
    /// ISO 8601, UTC.
    public var createdAt: String
    /// What its job learned, in the order of acceptance; its ancestors' files are theirs.
    public var files: [LearnedFile]
    /// Its parts together, shared ones counted in full.
    public var bytes: Int
    /// Left out where there is none.
    public var evaluation: EvaluationReport?

    /// What is nil is left out of the answer.
    public init(
        number: VersionNumber,
        digest: Digest,
        parent: VersionNumber? = nil,
        state: VersionState,
        serving: Bool,
        hasServed: Bool,
        retired: Bool? = nil,
        reason: String? = nil,
        createdAt: String,
        files: [LearnedFile],
        bytes: Int,
        evaluation: EvaluationReport? = nil
    ) {
        self.number = number
        self.digest = digest
        self.parent = parent
        self.state = state
        self.serving = serving
        self.hasServed = hasServed
        self.retired = retired
        self.reason = reason
        self.createdAt = createdAt
        self.files = files
        self.bytes = bytes
        self.evaluation = evaluation
    }

    private enum CodingKeys: String, CodingKey {
        case number, digest, parent, state, serving, retired, reason, files, bytes, evaluation
        case hasServed = "has_served"
        case createdAt = "created_at"
    }
}

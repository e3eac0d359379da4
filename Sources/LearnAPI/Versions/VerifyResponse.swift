import Domain

/// What came of deriving a version again: the answer to `POST /v1/models/{m}/versions/{v}/verify`.
public struct VerifyResponse: Hashable, Sendable, Codable {
    /// What the comparison came to.
    public enum Outcome: String, Hashable, Sendable, Codable {
        /// Derived again, it has the same digest.
        case equal
        /// Derived again on the same recipe and kind of CPU, it has another.
        case different
        /// Derived again, it has another digest, which says nothing: another recipe or kind of CPU made it.
        case incomparable
        /// What is stored of it, or what it is derived from, is missing or not what it was.
        case damaged
    }

    /// The model that it is a version of.
    public var model: ModelName
    /// The version that was derived again.
    public var version: VersionNumber
    /// The digest that it was recorded with.
    public var digest: Digest
    /// Whether the derivation came to the same.
    public var outcome: Outcome
    /// With `different`: the names of the parts that came out otherwise.
    public var parts: [String]?
    /// With `damaged`: what and where, a sentence each.
    public var faults: [String]?
    /// By what it was made; left out for versions of releases that did not record it.
    public var making: Making?
    /// What the comparison was made by.
    public var comparedBy: Making
    /// What deriving it again took.
    public var seconds: Double

    /// What is nil is left out of the answer.
    public init(
        model: ModelName,
        version: VersionNumber,
        digest: Digest,
        outcome: Outcome,
        parts: [String]? = nil,
        faults: [String]? = nil,
        making: Making? = nil,
        comparedBy: Making,
        seconds: Double
    ) {
        self.model = model
        self.version = version
        self.digest = digest
        self.outcome = outcome
        self.parts = parts
        self.faults = faults
        self.making = making
        self.comparedBy = comparedBy
        self.seconds = seconds
    }

    private enum CodingKeys: String, CodingKey {
        case model, version, digest, outcome, parts, faults, making, seconds
        case comparedBy = "compared_by"
    }
}

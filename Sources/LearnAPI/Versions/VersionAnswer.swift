import Domain

/// `GET /v1/models/{m}/versions/{v}`: a version with its report.
public struct VersionAnswer: Hashable, Sendable, Codable {
    public var model: ModelName
    public var version: VersionSummary
    public var gate: GateAnswer?
    /// Left out where there is none.
    public var training: TrainingReport?

    public init(model: ModelName, version: VersionSummary, gate: GateAnswer? = nil, training: TrainingReport? = nil) {
        self.model = model
        self.version = version
        self.gate = gate
        self.training = training
    }
}

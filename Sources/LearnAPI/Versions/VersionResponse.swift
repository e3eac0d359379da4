import Domain

/// `GET /v1/models/{m}/versions/{v}`: a version with its report.
public struct VersionResponse: Hashable, Sendable, Codable {
    public var model: ModelName
    public var version: VersionSummary
    public var gate: GateReport?
    /// Left out where there is none.
    public var training: TrainingReport?

    public init(model: ModelName, version: VersionSummary, gate: GateReport? = nil, training: TrainingReport? = nil) {
        self.model = model
        self.version = version
        self.gate = gate
        self.training = training
    }
}

import Domain

/// `GET /v1/models/{m}/versions/{v}`: a version with its report.
public struct VersionResponse: Hashable, Sendable, Codable {
    /// The model that it is a version of.
    public var model: ModelName
    /// What a list of versions shows of it.
    public var version: VersionSummary
    /// Left out where there is none.
    public var gate: GateReport?
    /// Left out where there is none.
    public var training: TrainingReport?

    /// One version with its reports.
    public init(model: ModelName, version: VersionSummary, gate: GateReport? = nil, training: TrainingReport? = nil) {
        self.model = model
        self.version = version
        self.gate = gate
        self.training = training
    }
}

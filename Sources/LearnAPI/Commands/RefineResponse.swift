import Domain

/// `POST /v1/models/{m}/refine`: a job that moves the encoder which reads the model's texts was recorded.
public struct RefineResponse: Hashable, Sendable, Codable {
    /// The model.
    public var model: ModelName
    /// The job's number, over all models.
    public var job: JobID
    /// The version that it goes on from.
    public var parent: VersionNumber

    /// What was recorded.
    public init(model: ModelName, job: JobID, parent: VersionNumber) {
        self.model = model
        self.job = job
        self.parent = parent
    }
}

/// What moving an encoder came to, on validation rows: part of how a version was made.
public struct RefinementReport: Hashable, Sendable, Codable {
    /// Validation rows that decided.
    public var rows: Int
    /// Mean loss with the encoder as it was.
    public var before: Double?
    /// The same with the encoder as it is now.
    public var after: Double?

    /// What is nil is left out.
    public init(rows: Int, before: Double?, after: Double?) {
        self.rows = rows
        self.before = before
        self.after = after
    }
}

import Domain

/// The answer to `POST /v1/models/{m}/predict` and `…/versions/{v}/predict`.
public struct PredictResponse: Hashable, Sendable, Codable {
    /// The model that was asked.
    public var model: ModelName
    /// The version that made every one of them.
    public var version: VersionNumber
    /// As many as rows, in their order.
    public var predictions: [RowPrediction]
    /// Values that their columns could not hold, `rows[0].n: 'six' is …`; nil where there were none.
    public var warnings: [String]?

    /// What one request was answered.
    public init(model: ModelName, version: VersionNumber, predictions: [RowPrediction], warnings: [String]? = nil) {
        self.model = model
        self.version = version
        self.predictions = predictions
        self.warnings = warnings
    }
}

import Domain

/// The answer to `POST /v1/models/{m}/predict` and `…/versions/{v}/predict`.
public struct PredictAnswer: Hashable, Sendable, Codable {
    public var model: ModelName
    /// The version that made every one of them.
    public var version: VersionNumber
    /// As many as rows, in their order.
    public var predictions: [Prediction]

    public init(model: ModelName, version: VersionNumber, predictions: [Prediction]) {
        self.model = model
        self.version = version
        self.predictions = predictions
    }
}

/// `GET /v1/models`.
public struct ModelsResponse: Hashable, Sendable, Codable {
    /// By name.
    public var models: [ModelSummary]

    public init(models: [ModelSummary]) {
        self.models = models
    }
}

/// `GET /v1/models`.
public struct ModelsResponse: Hashable, Sendable, Codable {
    /// By name.
    public var models: [ModelSummary]

    /// All models at once: there are no pages.
    public init(models: [ModelSummary]) {
        self.models = models
    }
}

import Domain

/// `GET /v1/models/{m}/history`: what served when and by whose word, newest first.
public struct HistoryResponse: Hashable, Sendable, Codable {
    public var model: ModelName
    public var activations: [Activation]
    /// When a model of this name was learned again or removed, newest first; left out where that never happened.
    public var changes: [ModelChange]?

    public init(model: ModelName, activations: [Activation], changes: [ModelChange]? = nil) {
        self.model = model
        self.activations = activations
        self.changes = changes
    }
}

import Domain

/// `GET /v1/models/{m}/history`: what served when and by whose word, newest first.
public struct HistoryResponse: Hashable, Sendable, Codable {
    /// The name that was asked for; that of a removed model has a history too.
    public var model: ModelName
    /// Newest first, at most as many as were asked for.
    public var activations: [Activation]
    /// When a model of this name was learned again or removed, newest first; left out where that never happened.
    public var changes: [ModelChange]?
    /// There may be older ones: they come with `?before=` this.
    public var before: Int64?

    /// One page.
    public init(model: ModelName, activations: [Activation], changes: [ModelChange]? = nil, before: Int64? = nil) {
        self.model = model
        self.activations = activations
        self.changes = changes
        self.before = before
    }
}

import Domain

/// `GET /v1/models/{m}/history`: what served when and by whose word, newest first.
public struct HistoryAnswer: Hashable, Sendable, Codable {
    public var model: ModelName
    public var activations: [Activation]

    public init(model: ModelName, activations: [Activation]) {
        self.model = model
        self.activations = activations
    }
}

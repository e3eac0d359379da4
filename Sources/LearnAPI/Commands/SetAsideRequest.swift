/// `POST /v1/batches/{id}/set-aside`.
public struct SetAsideRequest: Hashable, Sendable, Codable {
    public var reason: String?

    public init(reason: String? = nil) {
        self.reason = reason
    }
}

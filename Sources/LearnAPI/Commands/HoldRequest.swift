/// `POST /v1/models/{m}/hold`.
public struct HoldRequest: Hashable, Sendable, Codable {
    public var reason: String?

    public init(reason: String? = nil) {
        self.reason = reason
    }
}

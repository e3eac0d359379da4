/// `GET /v2/health/live`, `GET /v2/health/ready`, `GET /v2/models/{m}[/versions/{v}]/ready`: one of the three, by what was asked.
public struct InferenceState: Hashable, Sendable, Codable {
    public var live: Bool?
    public var ready: Bool?
    public var name: String?

    public init(live: Bool? = nil, ready: Bool? = nil, name: String? = nil) {
        self.live = live
        self.ready = ready
        self.name = name
    }
}

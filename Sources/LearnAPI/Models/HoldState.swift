import Domain

/// Why and since when a model starts no jobs.
public struct HoldState: Hashable, Sendable, Codable {
    public var reason: String
    public var since: String
    public var by: Initiator

    public init(reason: String, since: String, by: Initiator) {
        self.reason = reason
        self.since = since
        self.by = by
    }
}

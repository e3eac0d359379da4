import Domain

/// What `GET /v1/batches` asks for.
public struct BatchQuery: Hashable, Sendable {
    public var model: ModelName?
    public var state: BatchState?
    public var sha256: Digest?
    /// Only older ones than this.
    public var before: BatchID?
    /// 1 to 1000.
    public var limit: Int

    public static let mostRows = 1000

    public init(model: ModelName? = nil, state: BatchState? = nil, sha256: Digest? = nil, before: BatchID? = nil, limit: Int = 100) {
        self.model = model
        self.state = state
        self.sha256 = sha256
        self.before = before
        self.limit = limit
    }
}

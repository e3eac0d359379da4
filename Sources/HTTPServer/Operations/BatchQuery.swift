import Domain

/// What `GET /v1/batches` asks for.
public struct BatchQuery: Hashable, Sendable {
    /// Nil: of all models.
    public var model: ModelName?
    /// Nil: in any state.
    public var state: BatchState?
    /// Only files of these bytes; nil: of any.
    public var sha256: Digest?
    /// Only older ones than this.
    public var before: BatchID?
    /// 1 to 1000.
    public var limit: Int

    /// The most that `limit` may be.
    public static let mostRows = 1000

    /// The defaults are those of a request without parameters.
    public init(model: ModelName? = nil, state: BatchState? = nil, sha256: Digest? = nil, before: BatchID? = nil, limit: Int = 100) {
        self.model = model
        self.state = state
        self.sha256 = sha256
        self.before = before
        self.limit = limit
    }
}

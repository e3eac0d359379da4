import Domain

/// `GET /v1/batches?model=&state=&sha256=&before=&limit=`, newest first.
public struct BatchesResponse: Hashable, Sendable, Codable {
    /// Newest first, as many as were asked for.
    public var batches: [BatchResponse]
    /// The `before` of the next page; left out on the last.
    public var before: BatchID?

    /// One page.
    public init(batches: [BatchResponse], before: BatchID? = nil) {
        self.batches = batches
        self.before = before
    }
}

import Domain

/// `GET /v1/batches?model=&state=&sha256=&before=&limit=`, newest first.
public struct BatchesAnswer: Hashable, Sendable, Codable {
    public var batches: [BatchAnswer]
    /// The `before` of the next page; left out on the last.
    public var before: BatchID?

    public init(batches: [BatchAnswer], before: BatchID? = nil) {
        self.batches = batches
        self.before = before
    }
}

import LearnAPI

/// Where the lines of `GET /v1/events` come from.
public protocol EventSource: Sendable {
    /// Everything from now on. The stream's buffer is bounded by the source; it ends when the source does, or when its reader lets it go.
    func subscribe() -> AsyncStream<Event>
}

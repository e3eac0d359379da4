import Synchronization

/// Hands each event to whoever listens; a listener that does not keep up loses the oldest.
public final class EventBus: Sendable {
    private struct Listeners {
        var next = 0
        var continuations: [Int: AsyncStream<PipelineEvent>.Continuation] = [:]
    }

    private let listeners = Mutex(Listeners())

    /// A bus that nobody listens to yet.
    public init() {}

    /// Hands the event to everybody who listens now, and waits for nobody.
    public func publish(_ event: PipelineEvent) {
        for continuation in listeners.withLock({ Array($0.continuations.values) }) { continuation.yield(event) }
    }

    /// All events from now on, until the stream is dropped.
    public func subscribe() -> AsyncStream<PipelineEvent> {
        let (stream, continuation) = AsyncStream.makeStream(of: PipelineEvent.self, bufferingPolicy: .bufferingNewest(4_096))
        let number = listeners.withLock { listeners in
            listeners.next += 1
            listeners.continuations[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in
            self?.listeners.withLock { _ = $0.continuations.removeValue(forKey: number) }
        }
        return stream
    }
}

import Domain
import LearnAPI
import LearnClient

/// What makes `drop` look: events, and a beat in case one is lost.
enum FollowSignal: Sendable {
    /// The daemon listens, or does not offer events: files may be put into the inbox now.
    case ready
    case event(Event)
    case look
}

enum FollowSignals {
    /// Runs `body` with the signals, `.ready` first and once.
    static func follow<Result: Sendable>(
        _ client: DaemonClient,
        model: ModelName,
        every pause: Duration,
        _ body: (AsyncStream<FollowSignal>) async throws -> Result
    ) async throws -> Result {
        let (signals, sender) = AsyncStream.makeStream(of: FollowSignal.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Events are a comfort; without them the beat tells all, a little later.
                let wasReady = await events(of: model, from: client, to: sender)
                if !wasReady { sender.yield(.ready) }
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: pause)
                    sender.yield(.look)
                }
            }
            defer { group.cancelAll() }
            return try await body(signals)
        }
    }

    /// - Returns: Whether the stream was ever open.
    private static func events(
        of model: ModelName,
        from client: DaemonClient,
        to sender: AsyncStream<FollowSignal>.Continuation
    ) async -> Bool {
        var isOpen = false
        do {
            try await client.withEvents(of: model) { events in
                isOpen = true
                sender.yield(.ready)
                while let event = try await events.next() { sender.yield(.event(event)) }
            }
        } catch {
            return isOpen
        }
        return isOpen
    }
}

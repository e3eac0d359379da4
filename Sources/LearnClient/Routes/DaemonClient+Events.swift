import Domain
import FoundationEssentials
import LearnAPI

/// What happens in the daemon, as it happens.
public struct EventSequence {
    private var lines: LineReader

    init(lines: LineReader) { self.lines = lines }

    /// The next event; nil when the daemon stops.
    public mutating func next() async throws -> Event? {
        guard let line = try await lines.next() else { return nil }
        do {
            return try JSONDecoder().decode(Event.self, from: Data(line))
        } catch {
            throw ClientError.broken(
                "a line of the events is not what this learnctl knows (\(error)); are learnctl and learnd of one version?"
            )
        }
    }
}

extension DaemonClient {
    /// Follows the events while `body` runs. The daemon listens by the time `body` begins: nothing that happens after is missed.
    ///
    /// - Parameter model: Nil: those of all models.
    public func withEvents<Result: Sendable>(
        of model: ModelName? = nil,
        _ body: (inout EventSequence) async throws -> Result
    ) async throws -> Result {
        try await LineStream.follow(.get(["events"], query: [("model", model?.text)]), connector: connector) { lines in
            var events = EventSequence(lines: lines)
            return try await body(&events)
        }
    }
}

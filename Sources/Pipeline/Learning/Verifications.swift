import Domain
import Synchronization

/// Versions that somebody wants verified, in the order in which they were asked for: done between two jobs, on the learning stage's thread.
final class Verifications: Sendable {
    struct Request: Sendable {
        var model: ModelName
        var version: VersionNumber
        var answer: CheckedContinuation<Verification, any Error>
    }

    private struct State {
        var requests: [Request] = []
        var isEnded = false
    }

    private let state = Mutex(State())

    var areWaiting: Bool { state.withLock { !$0.requests.isEmpty } }

    func append(_ request: Request) {
        let isEnded = state.withLock { state in
            if !state.isEnded { state.requests.append(request) }
            return state.isEnded
        }
        if isEnded { request.answer.resume(throwing: Self.stopping) }
    }

    /// For one that made way: it goes on after the job.
    func putBack(_ request: Request) { append(request) }

    func take() -> Request? { state.withLock { $0.requests.isEmpty ? nil : $0.requests.removeFirst() } }

    /// Nobody is answered any more.
    func end() {
        let left = state.withLock { state in
            defer { state.requests = [] }
            state.isEnded = true
            return state.requests
        }
        for request in left { request.answer.resume(throwing: Self.stopping) }
    }

    static let stopping = Refusal(.unavailable, what: "the daemon is stopping", fix: "try again once it runs")
}

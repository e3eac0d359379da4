import Domain
import Synchronization

/// What somebody wants derived besides jobs: versions verified, methods compared. In the order in which it was asked for, done between two jobs, on the
/// learning stage's thread.
final class Errands: Sendable {
    enum Errand: Sendable {
        case verification(VerificationRequest)
        case comparison(ComparisonRequest)

        func end(throwing error: any Error) {
            switch self {
            case .verification(let request): request.answer.resume(throwing: error)
            case .comparison(let request): request.answer.resume(throwing: error)
            }
        }
    }

    private struct State {
        var waiting: [Errand] = []
        var isEnded = false
    }

    private let state = Mutex(State())

    var areWaiting: Bool { state.withLock { !$0.waiting.isEmpty } }

    func append(_ errand: Errand) {
        let isEnded = state.withLock { state in
            if !state.isEnded { state.waiting.append(errand) }
            return state.isEnded
        }
        if isEnded { errand.end(throwing: Self.stopping) }
    }

    /// For one that made way: it goes on after the job.
    func putBack(_ errand: Errand) { append(errand) }

    func take() -> Errand? { state.withLock { $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() } }

    /// Nobody is answered any more.
    func end() {
        let left = state.withLock { state in
            defer { state.waiting = [] }
            state.isEnded = true
            return state.waiting
        }
        for errand in left { errand.end(throwing: Self.stopping) }
    }

    static let stopping = Refusal(.unavailable, what: "the daemon is stopping", fix: "try again once it runs")
}

struct VerificationRequest: Sendable {
    var model: ModelName
    var version: VersionNumber
    var answer: CheckedContinuation<Verification, any Error>
}

struct ComparisonRequest: Sendable {
    var model: ModelName
    var methods: [TrainingSpecification.Method]
    var answer: CheckedContinuation<MethodComparison, any Error>
    /// How far it is.
    var progress = ComparisonProgress()
}

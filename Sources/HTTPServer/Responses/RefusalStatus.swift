import Domain
import NIOHTTP1

/// The one place where the vocabulary of refusals becomes HTTP's.
extension Refusal.Kind {
    var status: HTTPResponseStatus {
        switch self {
        case .invalid: .badRequest
        case .forbidden: .forbidden
        case .notFound: .notFound
        case .conflict: .conflict
        case .tooLarge: .payloadTooLarge
        case .refusedByGate: .unprocessableEntity
        case .busy: .tooManyRequests
        case .failed: .internalServerError
        case .unavailable: .serviceUnavailable
        }
    }

    /// When to try again, where that is of use.
    var retryAfterSeconds: Int? {
        switch self {
        case .busy: 1
        case .unavailable: 5
        default: nil
        }
    }
}

extension Refusal {
    /// What somebody threw, as a refusal: our own failure where it is none.
    init(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self = refusal
        case is CancellationError: self = Refusal(.unavailable, what: "the daemon is stopping", fix: "try again")
        default: self = Refusal(.failed, what: "\(error)", fix: "see the daemon's log")
        }
    }
}

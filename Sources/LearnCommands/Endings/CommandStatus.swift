import Domain
import LearnClient

/// What learnctl ends with: part of its contract, so scripts may branch on it.
public enum CommandStatus: Int32, Hashable, Sendable {
    case ok = 0
    case failed = 1
    case usage = 2
    case noDaemon = 3
    case notAllowed = 4
    case refusedByGate = 5

    /// The status that an error ends with; `failed` for one that learnctl does not know.
    public init(of error: any Error) {
        switch error {
        case let error as ClientError: self = Self.status(of: error)
        case let refusal as Refusal: self = Self.status(of: refusal.kind)
        case is UsageError: self = .usage
        case let ending as Ending: self = ending.status
        default: self = .failed
        }
    }

    private static func status(of error: ClientError) -> CommandStatus {
        switch error {
        case .noDaemon: .noDaemon
        case .notAllowed: .notAllowed
        case .refused(let refusal, _): status(of: refusal.kind)
        case .timedOut, .broken: .failed
        }
    }

    private static func status(of kind: Refusal.Kind) -> CommandStatus {
        switch kind {
        case .forbidden: .notAllowed
        case .refusedByGate: .refusedByGate
        case .invalid, .notFound, .conflict, .tooLarge, .busy, .failed, .unavailable: .failed
        }
    }
}

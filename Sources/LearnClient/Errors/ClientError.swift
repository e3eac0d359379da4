import Domain

/// Why a request had no answer to use.
public enum ClientError: Error, Hashable, Sendable {
    /// Nothing listens on any of the sockets tried; `reason` is the system's word on the last one.
    case noDaemon(sockets: [String], reason: String)
    /// The socket is there and may not be opened; `remedy` says who may.
    case notAllowed(socket: String, remedy: String)
    /// The daemon said no.
    case refused(Refusal, status: Int)
    /// No answer in time.
    case timedOut(request: String, after: Duration)
    /// The answer stopped half-way, or was not what the API documents.
    case broken(String)
}

extension ClientError: CustomStringConvertible {
    /// One line: what; how to put it right.
    public var description: String {
        switch self {
        case .noDaemon(let sockets, let reason):
            let places = sockets.map { "'\($0)'" }.joined(separator: " or ")
            return "no daemon answers at \(places) (\(reason)); start it with 'systemctl start learnd' or 'learnd serve --state state', "
                + "or, if it runs elsewhere, name its folder with --socket FOLDER/state/run"
        case .notAllowed(let socket, let remedy): return "not allowed to use '\(socket)'; \(remedy)"
        case .refused(let refusal, _): return refusal.description
        case .timedOut(let request, let after):
            return
                "no answer to \(request) within \(after.components.seconds) s; the daemon is overloaded or stopped: see 'systemctl status learnd'"
        case .broken(let what): return what
        }
    }
}

import Domain
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Opens connections to the best socket that lets it in, and stays with that one.
final class Connector: Sendable {
    private let selection: SocketSelection
    private let group: any EventLoopGroup
    private let state = Mutex(State())

    private struct State {
        var chosen: SocketSelection.Candidate?
        /// Why the admin socket was passed over for the predict socket.
        var passedOver: ClientError?
    }

    init(selection: SocketSelection, group: any EventLoopGroup) {
        self.selection = selection
        self.group = group
    }

    /// A new connection set up by `configure`, and the socket it goes to.
    ///
    /// - Throws: `ClientError.noDaemon` or `.notAllowed`. A socket that may not be opened counts for more than one that is not there.
    func connect<Value: Sendable>(
        configure: @escaping @Sendable (any Channel) -> EventLoopFuture<Value>
    ) async throws -> (Value, SocketSelection.Candidate) {
        let candidates = state.withLock { $0.chosen.map { [$0] } } ?? selection.candidates
        var forbidden: SocketSelection.Candidate?
        var reason = "no socket to try"
        for candidate in candidates {
            do {
                let value = try await open(candidate.path, configure)
                let passedOver = candidate == candidates.first ? nil : Self.error(forbidden, among: candidates, reason: reason)
                state.withLock { state in
                    state.chosen = candidate
                    state.passedOver = state.passedOver ?? passedOver
                }
                return (value, candidate)
            } catch let error as IOError where error.errnoCode == EACCES || error.errnoCode == EPERM {
                forbidden = candidate
            } catch let error as IOError {
                reason = String(cString: strerror(error.errnoCode))
            } catch let error as SocketAddressError {
                if case .unixDomainSocketPathTooLong = error {
                    throw ClientError.broken(
                        "'\(candidate.path)' is \(candidate.path.utf8.count) bytes long and a socket's path has at most 107; use a shorter one"
                    )
                }
                reason = "\(error)"
            } catch is ChannelError {
                reason = "no connection within 5 s"
            }
        }
        throw Self.error(forbidden, among: candidates, reason: reason)
    }

    /// A full queue of connections (EAGAIN, which only Unix sockets give) is emptied within moments by a daemon that lives.
    private func open<Value: Sendable>(
        _ path: String,
        _ configure: @escaping @Sendable (any Channel) -> EventLoopFuture<Value>
    ) async throws -> Value {
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            do {
                return try await ClientBootstrap(group: group)
                    .connectTimeout(.seconds(5))
                    .connect(unixDomainSocketPath: path, channelInitializer: configure)
            } catch let error as IOError where error.errnoCode == EAGAIN && ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(2))
            }
        }
    }

    /// Why `socket` will not do for a change; nil where it may.
    func obstacle(toChangesOver socket: SocketSelection.Candidate) -> ClientError? {
        guard socket.role == .predict else { return nil }
        if let passedOver = state.withLock({ $0.passedOver }) { return passedOver }
        return .refused(
            Refusal(
                .forbidden,
                what: "the predict socket changes nothing",
                at: socket.path,
                fix: "name the admin socket with --socket, or leave --socket out"
            ),
            status: 404
        )
    }

    private static func error(
        _ forbidden: SocketSelection.Candidate?,
        among candidates: [SocketSelection.Candidate],
        reason: String
    ) -> ClientError {
        if let forbidden {
            return .notAllowed(
                socket: forbidden.path,
                remedy: FileAccess.remedy(for: forbidden.path, installedGroup: forbidden.role.group)
            )
        }
        return .noDaemon(sockets: candidates.map(\.path), reason: reason)
    }
}

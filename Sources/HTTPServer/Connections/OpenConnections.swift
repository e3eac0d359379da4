import NIOCore
import Synchronization

/// The open connections of a socket: so that there are not too many, and that they can be told to finish.
final class OpenConnections: Sendable {
    private struct State {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var isDraining = false
    }

    enum Admission {
        case admitted
        /// For one request: it was accepted before the socket closed.
        case last
        case full
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { state.withLock(\.channels.count) }

    func enter(_ channel: any Channel) -> Admission {
        state.withLock { state in
            guard state.channels.count < limit else { return .full }
            state.channels[ObjectIdentifier(channel)] = channel
            return state.isDraining ? .last : .admitted
        }
    }

    func leave(_ channel: any Channel) {
        _ = state.withLock { $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Tells everyone to finish the request in flight, and who comes late to have one at most. The socket is closed.
    ///
    /// - Parameter limit: After this, what is still open is closed.
    func drain(within limit: Duration, on eventLoop: any EventLoop) async {
        let channels = state.withLock { state in
            state.isDraining = true
            return Array(state.channels.values)
        }
        for channel in channels { channel.pipeline.fireUserInboundEventTriggered(FinishConnection()) }
        let force = eventLoop.scheduleRepeatedTask(initialDelay: TimeAmount(limit), delay: .seconds(1)) { [self] _ in
            for channel in open { channel.close(promise: nil) }
        }
        // Those that come late are closed before long, and so are no more of them.
        while case let channels = open, !channels.isEmpty {
            try? await EventLoopFuture.andAllComplete(channels.map(\.closeFuture), on: eventLoop).get()
        }
        force.cancel()
    }

    private var open: [any Channel] { state.withLock { Array($0.channels.values) } }
}

/// Tells a connection to finish the request in flight and close.
struct FinishConnection: Sendable {}

import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// Kept connections: a request takes an idle one or opens another, and gives it back when its answer is there.
final class ConnectionPool: Sendable {
    private struct Kept: Sendable {
        var channel: any Channel
        var socket: SocketSelection.Candidate
    }

    private let connector: Connector
    private let idle = Mutex<[Kept]>([])

    init(connector: Connector) {
        self.connector = connector
    }

    /// The daemon's answer.
    ///
    /// A kept connection that the daemon has closed meanwhile is replaced by a new one, for requests that may be sent again.
    func send(_ request: Request, timeout: Duration) async throws -> Response {
        let kept = takeIdle()
        do {
            return try await send(request, over: kept, timeout: timeout)
        } catch let lost as ConnectionLost {
            guard kept != nil, request.isIdempotent, !lost.answerHadBegun else { throw Self.broken(request) }
        }
        do {
            return try await send(request, over: nil, timeout: timeout)
        } catch is ConnectionLost {
            throw Self.broken(request)
        }
    }

    func close() async {
        let channels = idle.withLock { idle in
            defer { idle = [] }
            return idle.map(\.channel)
        }
        for channel in channels { try? await channel.close() }
    }

    private static func broken(_ request: Request) -> ClientError {
        .broken("the daemon closed the connection before it had answered \(request.name); it may be restarting: try again")
    }

    private func takeIdle() -> Kept? {
        idle.withLock { idle in
            while let last = idle.popLast() {
                if last.channel.isActive { return last }
            }
            return nil
        }
    }

    private func send(_ request: Request, over kept: Kept?, timeout: Duration) async throws -> Response {
        let connection: Kept
        if let kept { connection = kept } else { connection = try await open() }
        if request.changes, let obstacle = connector.obstacle(toChangesOver: connection.socket) {
            keep(connection)
            throw obstacle
        }
        let channel = connection.channel
        let exchange = Exchange(request: request, timeout: TimeAmount(timeout), response: channel.eventLoop.makePromise())
        let response = try await withTaskCancellationHandler {
            channel.writeAndFlush(exchange).cascadeFailure(to: exchange.response)
            return try await Self.value(of: exchange.response.futureResult)
        } onCancel: {
            channel.close(promise: nil)
        }
        if response.keepsAlive {
            keep(connection)
        } else {
            channel.close(promise: nil)
        }
        return response.response
    }

    /// A write into a closed connection and an answer that stops are one thing to the caller.
    private static func value(of future: EventLoopFuture<ExchangeResult>) async throws -> ExchangeResult {
        do {
            return try await future.get()
        } catch let error as ClientError {
            throw error
        } catch let lost as ConnectionLost {
            try Task.checkCancellation()
            throw lost
        } catch {
            try Task.checkCancellation()
            throw ConnectionLost(answerHadBegun: false)
        }
    }

    private func keep(_ connection: Kept) {
        idle.withLock { $0.append(connection) }
    }

    private func open() async throws -> Kept {
        let (channel, socket) = try await connector.connect { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(ExchangeHandler())
                return channel
            }
        }
        return Kept(channel: channel, socket: socket)
    }
}

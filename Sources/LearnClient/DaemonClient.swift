import FoundationEssentials
import LearnAPI
import NIOCore
import NIOPosix

/// A client of the daemon over its Unix sockets: a typed method a route.
///
/// It keeps its connections open for the next request and may be used from many tasks at once. Every method throws `ClientError`, or
/// `CancellationError` when its task is cancelled.
public final class DaemonClient: Sendable {
    let pool: ConnectionPool
    let connector: Connector
    let timeout: Duration
    private let group: MultiThreadedEventLoopGroup

    /// - Parameters:
    ///   - sockets: Tried in order; the first that lets us in is used for all requests.
    ///   - timeout: For each request, from sending to the end of the answer. Streams have none.
    public init(sockets: SocketSelection, timeout: Duration = .seconds(30)) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        connector = Connector(selection: sockets, group: group)
        pool = ConnectionPool(connector: connector)
        self.timeout = timeout
    }

    /// Closes the connections and ends the client's thread. Nothing may be asked afterwards.
    public func close() async {
        await pool.close()
        try? await group.shutdownGracefully()
    }

    /// Runs `body` with a client and closes it.
    public static func with<Result: Sendable>(
        sockets: SocketSelection,
        timeout: Duration = .seconds(30),
        _ body: (DaemonClient) async throws -> Result
    ) async throws -> Result {
        let client = DaemonClient(sockets: sockets, timeout: timeout)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    func get<Value: Decodable>(_ path: String..., query: [(String, String?)] = []) async throws -> Value {
        try await response(to: .get(path, query: query))
    }

    /// - Parameter patience: Instead of `timeout`, for what takes as long as reading files.
    func change<Value: Decodable>(
        _ path: String...,
        body: (some Encodable & Sendable)? = Bool?.none,
        patience: Duration? = nil
    ) async throws -> Value {
        try await response(to: .change(path, body: body.map { try Array(JSONEncoder().encode($0)) }), patience: patience)
    }

    func response<Value: Decodable>(to request: Request, patience: Duration? = nil) async throws -> Value {
        try ResponseDecoding.decode(Value.self, from: await pool.send(request, timeout: patience ?? timeout), to: request)
    }
}

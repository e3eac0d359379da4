import Domain
import Logging
import NIOCore
import NIOHTTP1
import Prediction
import Telemetry

/// Serves channels that no socket accepted: those that tests feed by hand, all on one event loop.
///
/// What would be answered by a task or on another thread is refused, as by a daemon that is stopping or busy.
package struct LooseChannels: Sendable {
    private let services: SocketServices
    private let workspaces = LoopWorkspaces()

    /// - Parameter isAdmin: Whether they have the admin socket's routes.
    package init(
        settings: ServerSettings,
        host: ModelHost,
        operations: any DaemonOperations,
        events: any EventSource,
        isAdmin: Bool
    ) {
        let socket = isAdmin ? SocketName.admin : .predict
        let metrics = MetricsRegistry()
        let table = RouteTable(Routes(operations: operations, host: host, metrics: metrics, release: Release.text).all, for: socket)
        let lanes = PredictionLanes(threads: 1, queue: 1)
        lanes.stop()
        let (_, calls) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self)
        calls.finish()
        services = SocketServices(
            socket: socket,
            settings: settings,
            table: table,
            host: host,
            operations: operations,
            events: events,
            lanes: lanes,
            metrics: ServerMetrics(registry: metrics, table: table),
            connections: OpenConnections(limit: settings.connections),
            streams: StreamLimit(limit: settings.eventReaders),
            calls: calls,
            logger: Logger(label: "loose") { _ in SwiftLogNoOpLogHandler() }
        )
    }

    package func serve(_ channel: any Channel) throws { try Listener.setUp(channel, services, workspaces) }

    /// Asks for what is answered by a task; what is not is not found.
    ///
    /// - Throws: `Refusal`, or whatever the connection would have made one of.
    package func call(_ method: String, _ uri: String, body: ByteBuffer) async throws {
        let target = try RequestTarget(uri)
        guard case .route(let place, let values) = services.table.find(HTTPMethod(rawValue: method), target.segments),
            case .call(let call) = services.table.routes[place].action
        else { throw Refusal(.notFound, what: "no task answers \(method) \(uri)") }
        _ = try await call(
            CallRequest(target: target, values: values, body: body, socket: services.socket, caller: { Caller(uid: 0, pid: 0) })
        )
    }
}

import Domain
import LearnAPI
import Logging
import NIOCore
import NIOPosix
import Prediction
import ServiceLifecycle
import Telemetry

/// Both sockets of the daemon, as one service: listens, serves until the group shuts down, lets requests in flight finish.
public struct HTTPService: Service {
    private let settings: ServerSettings
    private let release: String
    private let host: ModelHost
    private let operations: any DaemonOperations
    private let events: any EventSource
    private let metrics: MetricsRegistry
    private let logger: Logger
    private let onListening: @Sendable () -> Void
    private let heartbeat: @Sendable (_ loop: Int) -> Void

    /// - Parameters:
    ///   - release: The daemon's, as `/v2` tells it.
    ///   - metrics: What `/metrics` shows; the server adds its own. One server a registry.
    ///   - onListening: Called once both sockets accept.
    ///   - heartbeat: Called every two seconds on each event loop, with its number from 0: a loop that is stuck does not.
    public init(
        settings: ServerSettings,
        release: String,
        host: ModelHost,
        operations: any DaemonOperations,
        events: any EventSource,
        metrics: MetricsRegistry,
        logger: Logger,
        onListening: @escaping @Sendable () -> Void = {},
        heartbeat: @escaping @Sendable (_ loop: Int) -> Void = { _ in }
    ) {
        self.settings = settings
        self.release = release
        self.host = host
        self.operations = operations
        self.events = events
        self.metrics = metrics
        self.logger = logger
        self.onListening = onListening
        self.heartbeat = heartbeat
    }

    /// - Throws: `Refusal` if a socket cannot be made.
    public func run() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: settings.eventLoopThreads)
        let lanes = PredictionLanes(threads: settings.predictionThreads, queue: settings.predictionQueue)
        let served = await Result { try await serve(on: group, lanes) }
        lanes.stop()
        try? await group.shutdownGracefully()
        try served.get()
    }

    private func serve(on group: MultiThreadedEventLoopGroup, _ lanes: PredictionLanes) async throws {
        let connections = [SocketName.predict, .admin].map { (socket: $0, connections: OpenConnections(limit: settings.connections)) }
        ServerMetrics.collect(in: metrics, host: host, lanes: lanes, connections: connections, damaged: operations.damagedModels)
        let (calls, callQueue) = AsyncStream.makeStream(of: (@Sendable () async -> Void).self)
        let workspaces = LoopWorkspaces()
        func open(_ place: Int, _ endpoint: Endpoint) async throws -> Listener {
            let (socket, connections) = connections[place]
            let routes = Routes(operations: operations, host: host, metrics: metrics, release: release)
            let table = RouteTable(routes.all, for: socket)
            let services = SocketServices(
                socket: socket,
                settings: settings,
                table: table,
                host: host,
                operations: operations,
                events: events,
                lanes: lanes,
                metrics: ServerMetrics(registry: metrics, table: table),
                connections: connections,
                streams: StreamLimit(limit: settings.eventReaders),
                calls: callQueue,
                logger: logger
            )
            return try await Listener.open(endpoint, services, workspaces: workspaces, on: group)
        }
        let predict = try await open(0, settings.predict)
        let admin: Listener
        do {
            admin = try await open(1, settings.admin)
        } catch {
            await predict.close()
            throw error
        }
        for (number, loop) in group.makeIterator().enumerated() {
            loop.scheduleRepeatedTask(initialDelay: .zero, delay: .seconds(2)) { [heartbeat] _ in heartbeat(number) }
        }
        onListening()
        logger.info("listening", metadata: ["predict": "\(settings.predict.path)", "admin": "\(settings.admin.path)"])
        await withDiscardingTaskGroup { tasks in
            tasks.addTask {
                try? await gracefulShutdown()
                await predict.close()
                await admin.close()
                await withDiscardingTaskGroup { drains in
                    for (_, connections) in connections {
                        drains.addTask { await connections.drain(within: settings.drainTimeout, on: group.next()) }
                    }
                }
                callQueue.finish()
            }
            for await call in calls { tasks.addTask(operation: call) }
            // Whoever still works has nobody left to answer.
            tasks.cancelAll()
        }
    }
}

extension Result where Failure == any Error {
    /// `Result(catching:)` for what awaits.
    fileprivate init(_ body: () async throws -> Success) async {
        do {
            self = .success(try await body())
        } catch {
            self = .failure(error)
        }
    }
}

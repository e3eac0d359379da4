import LearnAPI
import Logging
import Prediction

/// What the connections of one socket share.
struct SocketServices: Sendable {
    let socket: SocketName
    let settings: ServerSettings
    let table: RouteTable
    let host: ModelHost
    let operations: any DaemonOperations
    let events: any EventSource
    let lanes: PredictionLanes
    let metrics: ServerMetrics
    let connections: OpenConnections
    let streams: StreamLimit
    /// Where work goes that awaits: each becomes a task of the server's `run()`.
    let calls: AsyncStream<@Sendable () async -> Void>.Continuation
    let logger: Logger

    /// - Returns: False if the server is past taking any.
    func start(_ call: @escaping @Sendable () async -> Void) -> Bool {
        if case .enqueued = calls.yield(call) { return true }
        return false
    }
}

import NIOHTTP1
import Prediction
import Telemetry

/// What the sockets count.
final class ServerMetrics: Sendable {
    private struct OfRoute: Sendable {
        var kind: String
        var seconds: DurationHistogram
        /// Answers of status 200, which are most.
        var ok: Counter
    }

    private let registry: MetricsRegistry
    private let routes: [OfRoute]
    let refusedConnections: Counter
    let droppedReaders: Counter

    init(registry: MetricsRegistry, table: RouteTable) {
        self.registry = registry
        // By the routes' kinds: a histogram of each route would be most of all series, and most of them hardly used.
        routes = table.routes.map { route in
            let kind = route.kind.rawValue
            return OfRoute(
                kind: kind,
                seconds: registry.histogram(
                    "learnd_http_request_duration_seconds",
                    help: "Time from a request's head to its answer, by kind of path.",
                    labels: ["kind": kind]
                ),
                ok: Self.requests(registry, kind, 200)
            )
        }
        refusedConnections = registry.counter(
            "learnd_http_refused_connections_total",
            help: "Connections refused because there were too many."
        )
        droppedReaders = registry.counter("learnd_events_dropped_readers_total", help: "Event readers dropped because they were too slow.")
    }

    /// - Parameter route: Its place in the table; nil for a request that none answers.
    func count(_ route: Int?, _ status: HTTPResponseStatus, nanoseconds: UInt64) {
        guard let route else { return Self.requests(registry, "none", status.code).add() }
        routes[route].seconds.observe(nanoseconds: nanoseconds)
        if status == .ok {
            routes[route].ok.add()
        } else {
            Self.requests(registry, routes[route].kind, status.code).add()
        }
    }

    /// An answer that goes on until its reader leaves: how long is no measure of anything.
    func countStream(_ route: Int?) {
        if let route { routes[route].ok.add() }
    }

    private static func requests(_ registry: MetricsRegistry, _ kind: String, _ code: UInt) -> Counter {
        registry.counter(
            "learnd_http_requests_total",
            help: "Answers, by kind of path and status.",
            labels: ["kind": kind, "code": "\(code)"]
        )
    }

    /// What is read at each scrape. Once a server.
    static func collect(
        in registry: MetricsRegistry,
        host: ModelHost,
        lanes: PredictionLanes,
        connections: [(socket: SocketName, connections: OpenConnections)],
        damaged: @escaping @Sendable () -> [String: String]
    ) {
        registry.collect("learnd_http_connections", help: "Open connections, by socket.", kind: .gauge) {
            connections.map { Sample(["socket": $0.socket.rawValue], Double($0.connections.count)) }
        }
        registry.collect("learnd_prediction_queue", help: "Predictions that wait for a thread.", kind: .gauge) {
            [Sample([:], Double(lanes.depth))]
        }
        registry.collect("learnd_predictions_total", help: "Prediction requests answered, by model.", kind: .counter) {
            host.serving.map { Sample(["model": $0.model.text], Double($0.statistics.requests)) }
        }
        registry.collect("learnd_predicted_rows_total", help: "Rows predicted, by model.", kind: .counter) {
            host.serving.map { Sample(["model": $0.model.text], Double($0.statistics.rows)) }
        }
        registry.collect("learnd_serving_version", help: "The version that serves, by model.", kind: .gauge) {
            // 0 where a model has versions and none of them loads.
            host.serving.map { Sample(["model": $0.model.text], Double($0.number.rawValue)) }
                + damaged().keys.sorted().map { Sample(["model": $0], 0) }
        }
    }
}

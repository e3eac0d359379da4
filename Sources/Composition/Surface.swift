import Configuration
import Domain
import HTTPServer
import Logging
import Pipeline
import Prediction
import Registry
import Systemd
import Telemetry

/// What the daemon shows of itself: answers and changes over the sockets, metrics, settings read again.
struct Surface: Sendable {
    let responses: DaemonResponses
    let reload: SettingsReload
    let metrics = MetricsRegistry()
    private let operations: LearndOperations
    private let host: ModelHost
    private let events: EventBus
    private let settings: LiveSettings
    private let logger: Logger

    init(
        _ state: OpenState,
        _ road: RoadParts,
        _ live: LiveSettings,
        _ request: LoadedConfiguration.Request,
        _ surroundings: Daemon.Surroundings,
        _ events: EventBus
    ) {
        host = road.host
        settings = live
        logger = surroundings.logger
        self.events = events
        responses = DaemonResponses(
            registry: state.registry,
            host: road.host,
            findings: state.findings,
            settings: live,
            intake: road.intake,
            currentJob: road.currentJob,
            sources: road.serving.sources,
            startedAt: UnixTime.now()
        )
        reload = SettingsReload(
            request: request,
            settings: live,
            threshold: surroundings.threshold,
            registry: state.registry,
            intake: road.intake,
            signal: road.signal,
            notifier: surroundings.notifier,
            doing: { [responses] in responses.doing },
            logger: surroundings.logger
        )
        operations = LearndOperations(
            responses: responses,
            changes: DaemonChanges(
                registry: state.registry,
                intake: road.intake,
                settings: live,
                serving: road.serving,
                currentJob: road.currentJob,
                stop: road.stop,
                events: events,
                signal: road.signal,
                logger: surroundings.logger
            ),
            serving: road.serving,
            learning: road.learning,
            settingsReload: reload,
            keeper: BaseKeeper(
                registry: state.registry,
                serving: road.serving,
                settings: live,
                stop: road.stop,
                logger: surroundings.logger
            )
        )
        ProcessMetrics.register(in: metrics)
        StateMetrics(registry: state.registry, host: road.host, findings: state.findings, settings: live).register(in: metrics)
    }

    /// The server of both sockets.
    func server(
        _ inherited: InheritedSockets,
        _ progress: ProgressTracker,
        onListening: @escaping @Sendable () -> Void
    ) -> HTTPService {
        let settings = settings.current
        let loops = (0..<settings.server.eventLoopThreads).map { progress.part("event loop \($0)") }
        return HTTPService(
            settings: HTTPServer.ServerSettings(settings, inherited: inherited),
            release: Release.text,
            host: host,
            operations: operations,
            events: PipelineEvents(events: events),
            metrics: metrics,
            logger: logger,
            onListening: onListening,
            heartbeat: { loops[$0].working(on: "requests", within: .seconds(10)) }
        )
    }
}

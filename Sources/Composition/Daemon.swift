import Configuration
import Domain
import HTTPServer
import Logging
import Pipeline
import Prediction
import ServiceLifecycle
import Systemd
import Telemetry
import Threads
import UnixSignals

/// The composition root: makes each part, hands each its neighbors, runs them as one group of services.
public struct Daemon: Sendable {
    /// What it is made from, besides its configuration.
    public struct Surroundings: Sendable {
        /// The sockets that the service manager opened.
        public var inherited: InheritedSockets
        /// The program that is started for each child's work.
        public var executable: String
        /// To whom it tells how it does.
        public var notifier: Notifier
        /// The level of every logger that has none of its own; a reload sets it.
        public var threshold: LogThreshold
        /// What every part logs to.
        public var logger: Logger

        /// The defaults are those of a process that is the service itself.
        public init(
            inherited: InheritedSockets,
            executable: String = ProcessIdentity.image,
            notifier: Notifier = Notifier(),
            threshold: LogThreshold,
            logger: Logger
        ) {
            self.inherited = inherited
            self.executable = executable
            self.notifier = notifier
            self.threshold = threshold
            self.logger = logger
        }
    }

    /// What answers predictions, by model.
    public let host: ModelHost
    /// Fed whenever something happens.
    public let events: EventBus
    private let state: OpenState
    private let group: ServiceGroup
    private let notifier: Notifier
    private let logger: Logger

    /// Opens the state, loads what serves and makes all parts; nothing runs yet.
    ///
    /// - Parameters:
    ///   - request: From where the configuration is read again.
    ///   - signals: Those on which it ends.
    /// - Throws: `Refusal` where the state is another daemon's, or is not to be trusted.
    public static func make(
        _ configuration: LoadedConfiguration,
        request: LoadedConfiguration.Request,
        _ surroundings: Surroundings,
        endsOn signals: [UnixSignal] = [.sigterm, .sigint]
    ) async throws -> Daemon {
        let logger = surroundings.logger
        for warning in configuration.warnings { logger.warning("\(warning)") }
        let live = LiveSettings(configuration.settings, executable: surroundings.executable)
        let events = EventBus()
        let state = try await OpenState(configuration.settings.paths, logger)
        let road = try await RoadParts(state, live, configuration.writableFile, events, logger)
        let notifier = surroundings.notifier
        let surface = Surface(state, road, live, request, surroundings, events)
        let server = surface.server(surroundings.inherited, road.progress) { [responses = surface.responses, host = road.host] in
            notifier.ready(status: responses.doing)
            logger.notice("ready", metadata: ["models": "\(host.serving.count)"])
        }
        // In the order of dependency: the group is stopped from its end.
        let services: [any Service] = [
            NamedService(WatchdogService(tracker: road.progress, notifier: notifier, logger: logger)),
            NamedService(
                StatusService(
                    notifier: notifier,
                    events: events,
                    responses: surface.responses,
                    metrics: PipelineMetrics(surface.metrics)
                )
            ),
            NamedService(server),
            // Not before READY: it may take a while.
            NamedService(road.housekeeping(state, logger)),
            NamedService(road.learningService(live, logger)),
            NamedService(try road.intakeService(live, logger)),
            NamedService(
                ScrubService(
                    scrub: Scrub(registry: state.registry, archive: state.archive, findings: state.findings, logger: logger),
                    settings: live,
                    logger: logger
                )
            ),
            NamedService(ReloadService(reload: surface.reload, logger: logger)),
        ]
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: services, gracefulShutdownSignals: signals, logger: logger)
        )
        return Daemon(host: road.host, events: events, state: state, group: group, notifier: notifier, logger: logger)
    }

    /// Runs until it is told to end.
    public func run() async throws {
        try await group.run()
        notifier.stopping(status: "stopped")
        try state.close()
        logger.notice("stopped")
    }

    /// Tells it to end; `run` returns once all its parts have.
    public func stop() async { await group.triggerGracefulShutdown() }
}

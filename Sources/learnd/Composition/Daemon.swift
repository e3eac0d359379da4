import Configuration
import ContinualLearning
import Domain
import HTTPServer
import Inbox
import Logging
import Pipeline
import Prediction
import Reading
import Registry
import ServiceLifecycle
import Systemd
import Telemetry
import Threads

/// The composition root: makes each part, hands each its neighbors, runs them as one group of services.
///
/// The order of the group is the order of dependency: it is stopped from its end.
struct Daemon {
    private let configuration: LoadedConfiguration
    private let request: LoadedConfiguration.Request
    private let inherited: InheritedSockets
    private let threshold: LogThreshold
    private let logger: Logger

    init(_ configuration: LoadedConfiguration, request: LoadedConfiguration.Request, inherited: InheritedSockets) {
        self.configuration = configuration
        self.request = request
        self.inherited = inherited
        threshold = LogThreshold(Logger.Level(rawValue: configuration.settings.log.level.rawValue) ?? .info)
        LogDestination.bootstrap(threshold: threshold)
        logger = Logger(label: "learnd")
    }

    func run() async throws {
        let live = LiveSettings(configuration.settings)
        let settings = configuration.settings
        let startedAt = UnixTime.now()
        for warning in configuration.warnings { logger.warning("\(warning)") }

        try Storage.makeFolders(settings.paths)
        let lock = try DaemonLock(path: settings.paths.lock)
        defer { withExtendedLifetime(lock) {} }
        let registry = try VersionRegistry(path: settings.paths.database)
        let archive = try Archive(root: settings.paths.archive)
        if let log = registry.asideLog {
            logger.warning("a write-ahead log without its database was moved aside, to \(log)")
        }
        let audit = StateAudit(registry: registry, archive: archive, inbox: settings.paths.inbox)
        try await audit.requireBelonging(database: settings.paths.database)
        try await registry.markAsNewest()
        try archive.sweepIncoming()

        let events = EventBus()
        let findings = StateFindings()
        for remark in registry.remarks { logger.warning("\(remark)") }
        findings.note(registry.remarks)
        let host = ModelHost()
        let serving = ServingStage(registry: registry, host: host, findings: findings, events: events, logger: logger)
        try await serving.loadAll()

        let stop = try StopSwitch()
        let currentJob = CurrentJob()
        let signal = WakeSignal()
        let progress = ProgressTracker()
        let readingStop = try StopSwitch()
        let room = ReadingRoom(path: settings.paths.jobs + "/reading")
        let reader = BatchReader(
            archive: archive,
            recent: settings.paths.archive + "/.recent",
            limits: ReadLimits(settings.inbox),
            maxRefusedShare: settings.inbox.maxRefusedShare,
            numericShare: settings.inbox.numericShare,
            children: LearningSettings(settings),
            inspecting: InspectingChild(room: room, stop: readingStop),
            room: room,
            configuration: configuration.writableFile,
            serving: { model in host.serving(model).map { ($0.number, $0.predictor) } }
        )
        let sightings = Sightings()
        let intakePart = progress.part("intake")
        let intake = IntakeStage(
            registry: registry,
            taker: IntakeTaker(archive: archive, maxBytes: settings.inbox.fileBytes, sightings: sightings) { _ in
                intakePart.working(on: "taking files", within: .seconds(600))
            },
            scan: InboxScan(
                inbox: settings.paths.inbox,
                settling: Settling(closed: settings.inbox.settle, unseen: settings.inbox.settleUnseen),
                sightings: sightings
            ),
            rejected: RejectedFolder(root: settings.paths.rejected),
            reader: reader,
            settings: IntakeSettings(settings),
            folders: ModelFolders(inbox: settings.paths.inbox, rejected: settings.paths.rejected),
            reset: ModelReset(
                host: host,
                findings: findings,
                currentJob: currentJob,
                stop: stop,
                events: events,
                signal: signal,
                logger: logger
            ),
            events: events,
            logger: logger,
            stopping: readingStop,
            progress: { work in
                if let work { intakePart.working(on: work.what, within: work.limit) } else { intakePart.idle() }
            }
        )
        let learningPart = progress.part("learning")
        let learning = LearningStage(
            registry: registry,
            archive: archive,
            serving: serving,
            settings: LearningSettings(settings),
            stop: stop,
            currentJob: currentJob,
            events: events,
            logger: logger,
            progress: { learningPart.working(on: $0, within: $1) }
        )

        try await learning.sweep()

        let responses = DaemonResponses(
            registry: registry,
            host: host,
            findings: findings,
            settings: live,
            intake: intake,
            currentJob: currentJob,
            startedAt: startedAt
        )
        let changes = DaemonChanges(
            registry: registry,
            intake: intake,
            settings: live,
            serving: serving,
            currentJob: currentJob,
            stop: stop,
            events: events,
            signal: signal,
            logger: logger
        )
        let settingsReload = SettingsReload(
            request: request,
            settings: live,
            threshold: threshold,
            registry: registry,
            intake: intake,
            signal: signal,
            logger: logger
        )
        let metrics = MetricsRegistry()
        ProcessMetrics.register(in: metrics)
        StateMetrics(registry: registry, host: host, findings: findings, settings: live).register(in: metrics)
        let notifier = Notifier()
        let loops = (0..<settings.server.eventLoopThreads).map { progress.part("event loop \($0)") }
        let server = HTTPService(
            settings: HTTPServer.ServerSettings(settings, inherited: inherited),
            release: Release.text,
            host: host,
            operations: LearndOperations(
                responses: responses,
                changes: changes,
                serving: serving,
                learning: learning,
                settingsReload: settingsReload
            ),
            events: PipelineEvents(events: events),
            metrics: metrics,
            logger: logger,
            onListening: {
                notifier.ready(status: responses.doing)
                logger.notice("ready", metadata: ["models": "\(host.serving.count)"])
            },
            heartbeat: { loops[$0].working(on: "requests", within: .seconds(10)) }
        )
        let watcher = try InboxWatcher(inbox: settings.paths.inbox, sightings: sightings, logger: logger)
        // Not before READY: it may take a while.
        let housekeeping = HousekeepingService(
            registry: registry,
            intake: intake,
            audit: audit,
            archive: settings.paths.archive,
            findings: findings,
            learning: learning,
            signal: signal,
            logger: logger
        )

        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: NamedService(WatchdogService(tracker: progress, notifier: notifier, logger: logger))),
                    .init(
                        service: NamedService(
                            StatusService(notifier: notifier, events: events, responses: responses, metrics: PipelineMetrics(metrics))
                        )
                    ),
                    .init(service: NamedService(server)),
                    .init(service: NamedService(housekeeping)),
                    .init(
                        service: NamedService(
                            LearningService(
                                learning: learning,
                                settings: live,
                                signal: signal,
                                stop: stop,
                                part: learningPart,
                                logger: logger
                            )
                        )
                    ),
                    .init(
                        service: NamedService(
                            IntakeService(
                                intake: intake,
                                watcher: watcher,
                                settings: live,
                                learning: signal,
                                part: intakePart,
                                logger: logger
                            )
                        )
                    ),
                    .init(
                        service: NamedService(
                            ScrubService(
                                scrub: Scrub(registry: registry, archive: archive, findings: findings, logger: logger),
                                settings: live,
                                logger: logger
                            )
                        )
                    ),
                    .init(service: NamedService(ReloadService(reload: settingsReload, logger: logger))),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint],
                logger: logger
            )
        )
        try await group.run()
        notifier.stopping(status: "stopped")
        try registry.close()
        logger.notice("stopped")
    }
}

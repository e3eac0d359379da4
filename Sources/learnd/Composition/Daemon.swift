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

/// The composition root: makes each part, hands each its neighbours, runs them as one group of services.
///
/// The order of the group is the order of dependency: it is stopped from its end.
struct Daemon {
    private let configuration: Configuration
    private let request: Configuration.Request
    private let inherited: InheritedSockets
    private let threshold: LogThreshold
    private let logger: Logger

    init(_ configuration: Configuration, request: Configuration.Request, inherited: InheritedSockets) {
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
        let registry = try Registry(path: settings.paths.database)
        let archive = try Archive(root: settings.paths.archive)
        if let log = registry.asideLog {
            logger.warning("a write-ahead log without its database was moved aside, to \(log)")
        }
        let audit = StateAudit(registry: registry, archive: archive, inbox: settings.paths.inbox)
        try await audit.requireBelonging(database: settings.paths.database)
        try await registry.markAsNewest()
        try archive.sweepIncoming()

        let events = EventBus()
        let stateBook = StateBook()
        for remark in registry.remarks { logger.warning("\(remark)") }
        stateBook.note(registry.remarks)
        let host = ModelHost()
        let serving = ServingLine(registry: registry, host: host, book: stateBook, events: events, logger: logger)
        try await serving.loadAll()

        let stop = try StopSwitch()
        let board = JobBoard()
        let bell = Bell()
        let progress = ProgressBoard()
        let reader = BatchReader(
            archive: archive, limits: ReadLimits(settings.inbox), maxRefusedShare: settings.inbox.maxRefusedShare,
            numericShare: settings.inbox.numericShare,
            serving: { model in host.serving(model)?.predictor })
        let book = SightingBook()
        let intakePart = progress.part("intake")
        let intake = IntakeLine(
            registry: registry, taker: IntakeTaker(archive: archive, maxBytes: settings.inbox.fileBytes, book: book),
            scan: InboxScan(
                inbox: settings.paths.inbox, settling: Settling(closed: settings.inbox.settle, unseen: settings.inbox.settleUnseen),
                book: book),
            rejected: RejectedFolder(root: settings.paths.rejected), reader: reader,
            settings: IntakeSettings(settings), folders: ModelFolders(inbox: settings.paths.inbox, rejected: settings.paths.rejected),
            reset: ModelReset(host: host, book: stateBook, board: board, stop: stop, events: events, bell: bell, logger: logger),
            events: events,
            logger: logger,
            // A large file takes minutes: the watchdog waits as long as one may take.
            progress: { what in
                if let what { intakePart.working(on: what, within: .seconds(600)) } else { intakePart.idle() }
            })
        let learning = LearningLine(
            registry: registry, reader: reader, serving: serving, settings: LearningSettings(settings), stop: stop, board: board,
            events: events,
            logger: logger)

        try await learning.sweep()

        let answers = DaemonAnswers(
            registry: registry, host: host, stateBook: stateBook, settings: live, intake: intake, board: board, startedAt: startedAt)
        let changes = DaemonChanges(
            registry: registry, intake: intake, settings: live, serving: serving, board: board, stop: stop, events: events, bell: bell,
            logger: logger)
        let settingsReload = SettingsReload(
            request: request, settings: live, threshold: threshold, registry: registry, intake: intake, bell: bell, logger: logger)
        let metrics = MetricsRegistry()
        ProcessMetrics.register(in: metrics)
        StateMetrics(registry: registry, host: host, stateBook: stateBook, settings: live).register(in: metrics)
        let notifier = Notifier()
        let loops = (0..<settings.server.eventLoopThreads).map { progress.part("event loop \($0)") }
        let server = HTTPServer(
            settings: SocketServerSettings(settings, inherited: inherited), release: Release.text, host: host,
            operations: LearndOperations(
                answers: answers, changes: changes, serving: serving, settingsReload: settingsReload),
            events: PipelineEvents(events: events), metrics: metrics, logger: logger,
            onListening: {
                notifier.ready(status: answers.doing)
                logger.notice("ready", metadata: ["models": "\(host.serving.count)"])
            },
            heartbeat: { loops[$0].working(on: "requests", within: .seconds(10)) })
        let watcher = try InboxWatcher(inbox: settings.paths.inbox, book: book, logger: logger)
        // Not before READY: it may take a while.
        let housekeeping = HousekeepingService(
            registry: registry, intake: intake, audit: audit, archive: settings.paths.archive, book: stateBook, logger: logger)

        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(
                services: [
                    .init(service: NamedService(WatchdogService(board: progress, notifier: notifier, logger: logger))),
                    .init(
                        service: NamedService(
                            StatusService(notifier: notifier, events: events, answers: answers, metrics: PipelineMetrics(metrics)))),
                    .init(service: NamedService(server)),
                    .init(service: NamedService(housekeeping)),
                    .init(
                        service: NamedService(
                            LearningService(
                                learning: learning, settings: live, bell: bell, stop: stop, part: progress.part("learning"), logger: logger)
                        )),
                    .init(
                        service: NamedService(
                            IntakeService(
                                intake: intake, watcher: watcher, settings: live, learning: bell, part: intakePart, logger: logger))),
                    .init(
                        service: NamedService(
                            ScrubService(
                                scrub: Scrub(registry: registry, archive: archive, book: stateBook, logger: logger), settings: live,
                                logger: logger))),
                    .init(service: NamedService(ReloadService(reload: settingsReload, logger: logger))),
                ],
                gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        try await group.run()
        notifier.stopping(status: "stopped")
        try registry.close()
        logger.notice("stopped")
    }
}

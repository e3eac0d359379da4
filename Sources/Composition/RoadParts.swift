import Configuration
import Domain
import Inbox
import Logging
import Models
import Pipeline
import Prediction
import Reading
import Registry
import Systemd
import Threads

/// The road's stages, from the inbox to what serves, and what they share.
struct RoadParts: Sendable {
    let host = ModelHost()
    let progress = ProgressTracker()
    let currentJob = CurrentJob()
    /// Wakes the learning stage.
    let signal = WakeSignal()
    /// Stops the child that learns.
    let stop: StopSwitch
    let serving: ServingStage
    let intake: IntakeStage
    let learning: LearningStage
    private let inbox: String
    private let sightings = Sightings()
    private let intakePart: ProgressTracker.Part
    private let learningPart: ProgressTracker.Part

    /// Loads what serves, and takes away what jobs of an earlier daemon left behind.
    ///
    /// - Parameter configuration: The file that a person would write settings into.
    init(_ state: OpenState, _ live: LiveSettings, _ configuration: String, _ events: EventBus, _ logger: Logger) async throws {
        let settings = live.current
        inbox = state.paths.inbox
        stop = try StopSwitch()
        serving = ServingStage(
            registry: state.registry,
            host: host,
            findings: state.findings,
            events: events,
            logger: logger,
            sources: TextSources(folder: settings.paths.bases)
        )
        try await serving.loadAll()

        let intakePart = progress.part("intake")
        self.intakePart = intakePart
        let readingStop = try StopSwitch()
        let room = ReadingRoom(path: settings.paths.jobs + "/reading")
        intake = IntakeStage(
            registry: state.registry,
            taker: IntakeTaker(archive: state.archive, maxBytes: settings.inbox.fileBytes, sightings: sightings) { _ in
                intakePart.working(on: "taking files", within: .seconds(600))
            },
            scan: InboxScan(
                inbox: inbox,
                settling: Settling(closed: settings.inbox.settle, unseen: settings.inbox.settleUnseen),
                sightings: sightings
            ),
            rejected: RejectedFolder(root: settings.paths.rejected),
            reader: BatchReader(
                archive: state.archive,
                recent: settings.paths.archive + "/.recent",
                limits: ReadLimits(settings.inbox),
                maxRefusedShare: settings.inbox.maxRefusedShare,
                numericShare: settings.inbox.numericShare,
                children: live.learning,
                inspecting: InspectingChild(room: room, stop: readingStop),
                room: room,
                configuration: configuration,
                sources: serving.sources,
                serving: { [host] model in host.serving(model).map { ($0.number, $0.predictor) } }
            ),
            settings: live.intake,
            folders: ModelFolders(inbox: inbox, rejected: settings.paths.rejected),
            reset: ModelReset(
                host: host,
                findings: state.findings,
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
        self.learningPart = learningPart
        learning = LearningStage(
            registry: state.registry,
            archive: state.archive,
            serving: serving,
            settings: live.learning,
            stop: stop,
            currentJob: currentJob,
            events: events,
            logger: logger,
            progress: { learningPart.working(on: $0, within: $1) }
        )
        try await learning.sweep()
    }

    func intakeService(_ live: LiveSettings, _ logger: Logger) throws -> IntakeService {
        IntakeService(
            intake: intake,
            watcher: try InboxWatcher(inbox: inbox, sightings: sightings, logger: logger),
            settings: live,
            learning: signal,
            part: intakePart,
            logger: logger
        )
    }

    func learningService(_ live: LiveSettings, _ logger: Logger) -> LearningService {
        LearningService(learning: learning, settings: live, signal: signal, stop: stop, part: learningPart, logger: logger)
    }

    func housekeeping(_ state: OpenState, _ logger: Logger) -> HousekeepingService {
        HousekeepingService(
            registry: state.registry,
            intake: intake,
            audit: state.audit,
            archive: state.paths.archive,
            findings: state.findings,
            learning: learning,
            signal: signal,
            logger: logger
        )
    }
}

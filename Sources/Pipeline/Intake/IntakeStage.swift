import CLinux
import Domain
import Hashing
import Inbox
import Logging
import Registry
import Rows
import Synchronization
import Threads

/// The first stretch of the road (Pipeline.swift): inbox → archive → batch. On a thread of its own, since it copies, hashes and waits for who reads.
///
/// A kill anywhere repeats nothing and loses nothing: what is still in `.taking/` comes again with the next scan, and the registry knows a
/// source that it has recorded.
///
/// Reading a model's files again (`relearn`, `remove`, `requeue`) is done here too, in turn with taking: nothing of a model is taken meanwhile.
public actor IntakeStage {
    let registry: VersionRegistry
    var taker: IntakeTaker
    private var scan: InboxScan
    private var budget = RemarkBudget()
    let rejected: RejectedFolder
    var reader: BatchReader
    var settings: IntakeSettings
    let folders: ModelFolders
    let reset: ModelReset
    let events: EventBus
    let logger: Logger
    private let progress: @Sendable ((what: String, limit: Duration)?) -> Void
    private let executor = ThreadExecutor(name: "intake")
    let recent: RecentRows
    private var turn = Turn()
    private let isStopping = Atomic<Bool>(false)
    private let stopping: StopSwitch
    /// The models' schemas as far as they are known here; the registry has the word.
    var schemas: [ModelName: Schema] = [:]
    /// Settings under which none of a model's files could be read: not tried again at each file.
    var vainSettings: [ModelName: FormSettings] = [:]
    private let told = Mutex(Told())
    /// Files that no model could have, as `RejectedFolder.misplaced`. Blocks.
    public nonisolated var misplaced: [String] { rejected.misplaced }
    /// What lies in the inbox and is not taken, as the last look found it, and how many more there are: IDX files that wait for their other half,
    /// links, what may not be read. Whoever asks does not wait for a file that is being read.
    public nonisolated var untaken: (reasons: [Refusal], more: Int) { told.withLock { ($0.untaken, $0.more) } }
    /// Why the inbox is not read for now: said once, not at every look.
    public nonisolated var stoppedBecause: Refusal? { told.withLock(\.stoppedBecause) }

    /// The stage's own thread, `intake`.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameters:
    ///   - stopping: Stops the child that reads.
    ///   - progress: Called with what is worked on, and within what time it will be heard of again, and with nil when nothing is: for the watchdog.
    public init(
        registry: VersionRegistry,
        taker: IntakeTaker,
        scan: InboxScan,
        rejected: RejectedFolder,
        reader: BatchReader,
        settings: IntakeSettings,
        folders: ModelFolders,
        reset: ModelReset,
        events: EventBus,
        logger: Logger,
        stopping: StopSwitch,
        progress: @escaping @Sendable ((what: String, limit: Duration)?) -> Void = { _ in }
    ) {
        self.registry = registry
        self.taker = taker
        self.scan = scan
        self.rejected = rejected
        self.reader = reader
        self.settings = settings
        recent = RecentRows(archive: settings.archivePath)
        self.folders = folders
        self.reset = reset
        self.events = events
        self.logger = logger
        self.stopping = stopping
        self.progress = progress
    }

    /// Runs `work` when nothing else is under way here: an actor lets others in wherever its methods wait.
    func inTurn<Result>(_ what: String, _ work: () async throws -> Result) async rethrows -> Result {
        if turn.isTaken { await withCheckedContinuation { turn.waiting.append($0) } }
        turn.isTaken = true
        working(on: what)
        defer {
            reader.rest()
            progress(nil)
            if turn.waiting.isEmpty { turn.isTaken = false } else { turn.waiting.removeFirst().resume() }
        }
        return try await work()
    }

    /// How long a stretch of work that tells nothing of itself may take: a file is copied.
    private static let stretch = Duration.seconds(600)

    func working(on what: String, within limit: Duration? = nil) { progress((what, limit ?? Self.stretch)) }

    /// The daemon ends: a model's files are not read on. Any thread may call.
    public nonisolated func stop() {
        isStopping.store(true, ordering: .relaxed)
        stopping.stop(.shutdown)
    }

    func requireGoingOn() throws(Refusal) {
        if isStopping.load(ordering: .relaxed) { throw Self.isEnding }
    }

    static let isEnding = Refusal(.unavailable, what: "the daemon is stopping; nothing was changed", fix: "try again when it runs")

    private struct Told {
        var untaken: [Refusal] = []
        var more = 0
        var stoppedBecause: Refusal?
    }

    /// Who works, and who waits for it. It stays taken while it is handed on.
    private struct Turn {
        var isTaken = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    /// Looks into the inbox; what is not taken is told.
    func look() throws -> InboxView {
        let view = try scan.look()
        if let count = budget.takeLeftOut() {
            logger.warning("\(count) further remarks on the inbox were left out: see rejected/ and 'learnctl batches'")
        }
        for remark in view.remarks + taker.sweep(view.spent) { self.remark(.warning, "\(remark)") }
        for remark in taker.sweep(view.abandoned) { self.remark(.notice, "\(remark)") }
        told.withLock {
            $0.untaken = view.waiting + view.untaken.filter { !view.waiting.contains($0) }
            $0.more = view.untakenCount - view.untaken.count
        }
        return view
    }

    /// Files that no model could have go to `rejected/`.
    func reject(_ files: [InboxView.Misplaced]) throws {
        for misplaced in files {
            try rejected.reject(misplaced)
            remark(.warning, "\(misplaced.refusal)")
            events.publish(.fileRefused(file: misplaced.file.name, reason: misplaced.refusal))
        }
    }

    func adopt(_ settings: IntakeSettings) {
        self.settings = settings
        scan.settling = settings.settling
        taker.maxBytes = settings.maxBytes
        reader.limits = settings.limits
        reader.maxRefusedShare = settings.maxRefusedShare
        reader.numericShare = settings.numericShare
        reader.children = settings.children
    }

    /// Whether there is enough free disk for what is taken.
    func hasRoom() -> Bool {
        do throws(Refusal) {
            try DiskSpace.require(settings.diskFloor, at: settings.archivePath)
            if stoppedBecause != nil { logger.notice("intake resumed: there is enough free disk space again") }
            told.withLock { $0.stoppedBecause = nil }
            return true
        } catch {
            if stoppedBecause == nil {
                logger.error("intake stopped: \(error)")
                events.publish(.intakeStopped(reason: error))
            }
            told.withLock { $0.stoppedBecause = error }
            return false
        }
    }

    /// What is wrong in the inbox, while there is not too much of it.
    func remark(_ level: Logger.Level, _ text: Logger.Message, _ metadata: Logger.Metadata? = nil) {
        if budget.spend() { logger.log(level: level, text, metadata: metadata) }
    }
}

import CLinux
import Domain
import Hashing
import Inbox
import Logging
import Registry
import Rows
import Synchronization
import Threads

/// The first stretch of the road: inbox → archive → batch. On a thread of its own, since it copies, hashes and decodes.
///
/// ```
/// scan → take (rename, copy, hash, sync) → read under the schema → one transaction → unlink, or rejected/ with the reason
/// ```
/// A kill anywhere repeats nothing and loses nothing: what is still in `.taking/` comes again with the next scan, and the registry knows a
/// source that it has recorded.
///
/// Reading a model's files again (`relearn`, `remove`, `requeue`) is done here too, in turn with taking: nothing of a model is taken meanwhile.
public actor IntakeStage {
    let registry: VersionRegistry
    private var taker: IntakeTaker
    private var scan: InboxScan
    private var budget = RemarkBudget()
    let rejected: RejectedFolder
    var reader: BatchReader
    private var settings: IntakeSettings
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

    /// Takes all that is ready now.
    ///
    /// - Parameter settings: Those in force; they hold until the next look.
    /// - Returns: When something that is settling may be ready; nil if nothing is.
    public func takeWhatIsReady(_ specifications: Specifications, _ settings: IntakeSettings) async throws -> Duration? {
        try await inTurn("taking files") { try await take(specifications, settings) }
    }

    private func take(_ specifications: Specifications, _ settings: IntakeSettings) async throws -> Duration? {
        adopt(settings)
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
        guard !view.ready.isEmpty || !view.misplaced.isEmpty, hasRoom() else { return view.nextLook }
        for misplaced in view.misplaced {
            try rejected.reject(misplaced)
            remark(.warning, "\(misplaced.refusal)")
            events.publish(.fileRefused(file: misplaced.file.name, reason: misplaced.refusal))
        }
        for start in stride(from: 0, to: view.ready.count, by: settings.groupSize) {
            try Task.checkCancellation()
            working(on: "taking files")
            try await take(Array(view.ready[start..<min(start + settings.groupSize, view.ready.count)]), specifications)
        }
        return view.nextLook
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

    private func hasRoom() -> Bool {
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

    private func take(_ files: [InboxFile], _ specifications: Specifications) async throws {
        for model in Set(files.compactMap(\.model)) { try await prepare(model, specifications) }
        var taken: [TakenFile] = []
        // In their order, nil for those that are still to be read.
        var readings: [FileReading?] = []
        for outcome in try taker.take(files) {
            switch outcome {
            case .taken(let file):
                taken.append(file)
                readings.append(nil)
            case .refused(let file, let refusal): readings.append(FileReading(file: file, outcome: .failure(refusal)))
            case .changing(let file): remark(.info, "still being written, looked at again later", ["file": "\(file.name)"])
            case .stuck(let file, let refusal): remark(.error, "\(refusal)", ["file": "\(file.name)"])
            case .vanished(let file): remark(.info, "gone before it was taken", ["file": "\(file.name)"])
            }
        }
        var read = try read(taken, specifications)[...]
        let all = readings.compactMap { $0 ?? read.popFirst() }
        guard !all.isEmpty else { return }
        let results = try await registry.recordIntake(all.map(\.record))
        for (reading, result) in zip(all, results) { try finish(reading, result) }
    }

    private func read(_ files: [TakenFile], _ specifications: Specifications) throws -> [FileReading] {
        guard !files.isEmpty else { return [] }
        let what = files.count == 1 ? "reading \(files[0].originalName) of '\(files[0].model)'" : "reading \(files.count) files"
        let limit = reader.children.silence
        working(on: what, within: limit)
        let readings = try reader.read(files, schema: { schemas[$0] }, specification: { specifications[$0] }) {
            working(on: what, within: limit)
        }
        return try readings.map { reading in
            guard case .success(var content) = reading.outcome else { return reading }
            if !content.refused.isEmpty { content.say(try rejected.writeRows(content.refused, of: reading.file)) }
            // The model's next files are read under what its first one told.
            let model = reading.file.model
            if schemas[model] == nil { schemas[model] = try CanonicalJSON.decode(Schema.self, from: content.schema) }
            return FileReading(file: reading.file, outcome: .success(content))
        }
    }

    /// After the transaction: the file leaves `.taking/`, to nowhere or to `rejected/`.
    private func finish(_ reading: FileReading, _ result: IntakeResult) throws {
        switch reading.outcome {
        case .success(let content):
            if result.batch.state == .duplicate, let list = content.list, list.isNew { try list.remove() }
            try taker.finish([reading.file])
        case .failure(let refusal):
            try rejected.reject(reading.file, reason: refusal)
        }
        guard result.isNew else { return }
        events.publish(.batch(result.batch, ofModel: result.hasModel))
        let metadata: Logger.Metadata = ["model": "\(reading.file.model)", "batch": "\(result.batch.id)"]
        switch reading.outcome {
        case .success: logger.info("\(reading.summary(result))", metadata: metadata)
        case .failure: remark(.info, "\(reading.summary(result))", metadata)
        }
    }

    /// What is wrong in the inbox, while there is not too much of it.
    private func remark(_ level: Logger.Level, _ text: Logger.Message, _ metadata: Logger.Metadata? = nil) {
        if budget.spend() { logger.log(level: level, text, metadata: metadata) }
    }
}

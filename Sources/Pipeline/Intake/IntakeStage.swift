import CLinux
import Domain
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
    private let progress: @Sendable (String?) -> Void
    private let executor = ThreadExecutor(name: "intake")
    private var mark: ReadingMark
    let recent: RecentRows
    private var turn = Turn()
    private let isStopping = Atomic<Bool>(false)
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

    /// - Parameter progress: Called with what is worked on, again and again, and with nil when nothing is: for the watchdog.
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
        progress: @escaping @Sendable (String?) -> Void = { _ in }
    ) {
        self.registry = registry
        self.taker = taker
        self.scan = scan
        self.rejected = rejected
        self.reader = reader
        self.settings = settings
        mark = ReadingMark(folder: settings.archivePath)
        recent = RecentRows(archive: settings.archivePath)
        self.folders = folders
        self.reset = reset
        self.events = events
        self.logger = logger
        self.progress = progress
    }

    /// Runs `work` when nothing else is under way here: an actor lets others in wherever its methods wait.
    func inTurn<Result>(_ what: String, _ work: () async throws -> Result) async rethrows -> Result {
        if turn.isTaken { await withCheckedContinuation { turn.waiting.append($0) } }
        turn.isTaken = true
        working(on: what)
        defer {
            progress(nil)
            if turn.waiting.isEmpty { turn.isTaken = false } else { turn.waiting.removeFirst().resume() }
        }
        return try await work()
    }

    func working(on what: String) { progress(what) }

    /// The daemon ends: a model's files are not read on. Any thread may call.
    public nonisolated func stop() { isStopping.store(true, ordering: .relaxed) }

    func requireGoingOn() throws(Refusal) {
        guard isStopping.load(ordering: .relaxed) else { return }
        throw Refusal(.unavailable, what: "the daemon is stopping; nothing was changed", fix: "try again when it runs")
    }

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
        // What a large file's rows took is kept by the allocator otherwise, for good.
        learnd_trim_heap()
        return view.nextLook
    }

    func adopt(_ settings: IntakeSettings) {
        self.settings = settings
        scan.settling = settings.settling
        taker.maxBytes = settings.maxBytes
        reader.limits = settings.limits
        reader.maxRefusedShare = settings.maxRefusedShare
        reader.numericShare = settings.numericShare
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
        var readings: [FileReading] = []
        for model in Set(files.compactMap(\.model)) { try await prepare(model, specifications) }
        for outcome in try taker.take(files) {
            switch outcome {
            case .taken(let file): readings.append(try read(file, specifications))
            case .refused(let file, let refusal): readings.append(FileReading(file: file, outcome: .failure(refusal)))
            case .changing(let file): remark(.info, "still being written, looked at again later", ["file": "\(file.name)"])
            case .stuck(let file, let refusal): remark(.error, "\(refusal)", ["file": "\(file.name)"])
            case .vanished(let file): remark(.info, "gone before it was taken", ["file": "\(file.name)"])
            }
        }
        guard !readings.isEmpty else { return }
        let results = try await registry.recordIntake(readings.map(\.record))
        for (reading, result) in zip(readings, results) { try finish(reading, result) }
    }

    private func read(_ file: TakenFile, _ specifications: Specifications) throws -> FileReading {
        working(on: "reading \(file.originalName) of '\(file.model)'")
        let reading = guarded(file.digest, named: file.originalName) {
            reader.read(file, schema: schemas[file.model], specification: specifications[file.model])
        } orElse: {
            FileReading(file: file, outcome: .failure($0))
        }
        guard case .success(var content) = reading.outcome, let digest = file.digest else { return reading }
        if !content.refused.isEmpty { content.say(try rejected.writeRows(content.refused, of: file)) }
        // A model's later files in this very group are read under what its first one told.
        if schemas[file.model] == nil { schemas[file.model] = try CanonicalJSON.decode(Schema.self, from: content.schema) }
        if let warning = recent.warning(content.rowWords, of: file.model, file: digest) { content.otherWarnings.append(warning) }
        recent.keep(content.rowWords, of: file.model, file: digest)
        return FileReading(file: file, outcome: .success(content))
    }

    /// Reads a file, unless that has brought the daemon down before.
    func guarded<Result>(_ digest: Digest?, named name: String, _ read: () -> Result, orElse refused: (Refusal) -> Result) -> Result {
        let (crashes, unfinished) = digest.map { mark.begin($0) } ?? (0, 0)
        defer { mark.end() }
        guard crashes < ReadingMark.mostCrashes else {
            return refused(
                Refusal(
                    .failed,
                    what: "the daemon crashed \(crashes) times while reading it",
                    at: name,
                    fix: "report it with the file: this is a fault of learnd; what it says when it goes down is in the journal"
                )
            )
        }
        guard unfinished < ReadingMark.mostBeginnings else {
            return refused(
                Refusal(
                    .tooLarge,
                    what:
                        "reading it was started \(unfinished) times and never finished: the daemon was killed each time, probably because it ran out of memory",
                    at: name,
                    fix: "split it; or give the machine (or the unit, by MemoryMax=) more memory and drop it again"
                )
            )
        }
        return read()
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

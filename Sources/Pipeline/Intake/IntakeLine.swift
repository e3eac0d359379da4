import CLinux
import Domain
import Inbox
import Logging
import Registry
import Rows
import Threads

/// The first stretch of the road: inbox → archive → batch. On a thread of its own, since it copies, hashes and decodes.
///
/// ```
/// scan → take (rename, copy, hash, sync) → read under the schema → one transaction → unlink, or rejected/ with the reason
/// ```
/// A kill anywhere repeats nothing and loses nothing: what is still in `.taking/` comes again with the next scan, and the registry knows a
/// source that it has recorded.
public actor IntakeLine {
    private let registry: Registry
    private var taker: IntakeTaker
    private var scan: InboxScan
    private let rejected: RejectedFolder
    private var reader: BatchReader
    private var settings: IntakeSettings
    private let events: EventBus
    private let logger: Logger
    private let executor = ThreadExecutor(name: "intake")
    private var mark: ReadingMark
    /// The models' schemas as far as they are known here; the registry has the word.
    private var schemas: [ModelName: Schema] = [:]
    /// IDX files whose other half is not in the inbox yet, and which it is.
    public private(set) var waiting: [Refusal] = []
    /// Why the inbox is not read for now: said once, not at every look.
    public private(set) var stoppedBecause: Refusal?

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    public init(
        registry: Registry, taker: IntakeTaker, scan: InboxScan, rejected: RejectedFolder, reader: BatchReader, settings: IntakeSettings,
        events: EventBus, logger: Logger
    ) {
        self.registry = registry
        self.taker = taker
        self.scan = scan
        self.rejected = rejected
        self.reader = reader
        self.settings = settings
        mark = ReadingMark(folder: settings.archivePath)
        self.events = events
        self.logger = logger
    }

    /// Takes all that is ready now.
    ///
    /// - Parameter settings: Those in force; they hold until the next look.
    /// - Returns: When something that is settling may be ready; nil if nothing is.
    public func takeWhatIsReady(_ specifications: Specifications, _ settings: IntakeSettings) async throws -> Duration? {
        adopt(settings)
        let view = try scan.look()
        for remark in view.remarks + taker.sweep(view.spent) { logger.warning("\(remark)") }
        waiting = view.waiting
        for misplaced in view.misplaced {
            try rejected.reject(misplaced)
            logger.warning("\(misplaced.refusal)")
            events.publish(.fileRefused(file: misplaced.file.name, reason: misplaced.refusal))
        }
        guard !view.ready.isEmpty, hasRoom() else { return view.nextLook }
        for start in stride(from: 0, to: view.ready.count, by: settings.groupSize) {
            try Task.checkCancellation()
            try await take(Array(view.ready[start..<min(start + settings.groupSize, view.ready.count)]), specifications)
        }
        // What a large file's rows took is kept by the allocator otherwise, for good.
        learnd_trim_heap()
        return view.nextLook
    }

    private func adopt(_ settings: IntakeSettings) {
        self.settings = settings
        scan.settling = settings.settling
        taker.maxBytes = settings.maxBytes
        reader.limits = settings.limits
        reader.maxRefusedShare = settings.maxRefusedShare
    }

    private func hasRoom() -> Bool {
        do throws(Refusal) {
            try DiskSpace.require(settings.diskFloor, at: settings.archivePath)
            if stoppedBecause != nil { logger.notice("there is room on the disk again: the inbox is read") }
            stoppedBecause = nil
            return true
        } catch {
            if stoppedBecause == nil {
                logger.error("the inbox is not read: \(error)")
                events.publish(.intakeStopped(reason: error))
            }
            stoppedBecause = error
            return false
        }
    }

    private func take(_ files: [InboxFile], _ specifications: Specifications) async throws {
        var readings: [Reading] = []
        for outcome in try taker.take(files) {
            switch outcome {
            case .taken(let file): readings.append(try await read(file, specifications))
            case .refused(let file, let refusal): readings.append(Reading(file: file, outcome: .failure(refusal)))
            case .changing(let file): logger.info("still being written, looked at again later", metadata: ["file": "\(file.name)"])
            case .stuck(let file, let refusal): logger.error("\(refusal)", metadata: ["file": "\(file.name)"])
            case .vanished(let file): logger.info("gone before it was taken", metadata: ["file": "\(file.name)"])
            }
        }
        guard !readings.isEmpty else { return }
        let results = try await registry.recordIntake(readings.map(\.record))
        for (reading, result) in zip(readings, results) { try finish(reading, result) }
    }

    private func read(_ file: TakenFile, _ specifications: Specifications) async throws -> Reading {
        if schemas[file.model] == nil, let known = try? await registry.model(file.model).schema {
            schemas[file.model] = try CanonicalJSON.decode(Schema.self, from: known)
        }
        let crashes = file.digest.map { mark.begin($0) } ?? 0
        defer { mark.end() }
        guard crashes < ReadingMark.mostCrashes else {
            return Reading(
                file: file,
                outcome: .failure(
                    Refusal(
                        .failed, what: "reading it has brought the daemon down \(crashes) times", at: file.originalName,
                        fix: "report it with the file: this is a fault of learnd; what it says when it goes down is in the journal")))
        }
        let reading = reader.read(file, schema: schemas[file.model], specification: specifications[file.model])
        // A model's later files in this very group are read under what its first one told.
        if schemas[file.model] == nil, case .success(let content) = reading.outcome {
            schemas[file.model] = try CanonicalJSON.decode(Schema.self, from: content.schema)
        }
        return reading
    }

    /// After the transaction: the file leaves `.taking/`, to nowhere or to `rejected/`.
    private func finish(_ reading: Reading, _ result: IntakeResult) throws {
        switch reading.outcome {
        case .success(let content):
            if !content.refused.isEmpty, result.batch.state != .duplicate { try rejected.writeRows(content.refused, of: reading.file) }
            try taker.finish([reading.file])
        case .failure(let refusal):
            try rejected.reject(reading.file, reason: refusal)
        }
        guard result.isNew else { return }
        events.publish(.batch(result.batch))
        logger.info("\(reading.summary(result))", metadata: ["model": "\(reading.file.model)", "batch": "\(result.batch.id)"])
    }
}

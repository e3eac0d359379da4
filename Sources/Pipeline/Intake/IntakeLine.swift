import Domain
import Examples
import Glibc
import Inbox
import Logging
import Registry

/// The first stretch of the road: inbox → archive → batch. Runs on a thread of its own, since it copies, hashes and decodes.
///
/// ```
/// scan → take (rename, copy, hash, sync) → read under the schema → one transaction → unlink, or rejected/ with the reason
/// ```
/// A kill anywhere repeats nothing and loses nothing: what is still in `.taking/` comes again with the next scan, and the registry knows a
/// source that it has recorded.
public actor IntakeLine {
    private let registry: Registry
    private let taker: IntakeTaker
    private let scan: InboxScan
    private let rejected: RejectedFolder
    private let reader: BatchReader
    private let settings: IntakeSettings
    private let events: EventBus
    private let logger: Logger
    private let executor = ThreadExecutor(name: "intake")
    /// Whether the last look stopped for want of disk: said once, not at every look.
    private var isShort = false

    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    public init(
        registry: Registry, taker: IntakeTaker, scan: InboxScan, rejected: RejectedFolder, archive: Archive, settings: IntakeSettings,
        events: EventBus, logger: Logger
    ) {
        self.registry = registry
        self.taker = taker
        self.scan = scan
        self.rejected = rejected
        self.reader = BatchReader(archive: archive, registry: registry)
        self.settings = settings
        self.events = events
        self.logger = logger
    }

    /// Takes all that is ready now.
    ///
    /// - Returns: When something that is settling may be ready; nil if nothing is.
    public func takeWhatIsReady(specifications: Specifications) async throws -> Duration? {
        let view = try scan.look()
        for remark in view.remarks { logger.warning("\(remark)") }
        for (file, refusal) in view.misplaced {
            rejected.reject(file, reason: refusal)
            events.publish(.fileRefused(model: nil, file: file.name, reason: refusal))
        }
        guard !view.ready.isEmpty, hasRoom() else { return view.nextLook }
        for group in view.ready.chunks(of: settings.groupSize) {
            try Task.checkCancellation()
            try await take(group, specifications)
        }
        return view.nextLook
    }

    private func hasRoom() -> Bool {
        do {
            try DiskSpace.require(bytes: settings.diskFloor, at: settings.archivePath)
            if isShort { logger.notice("there is room on the disk again: the inbox is read on") }
            isShort = false
            return true
        } catch {
            if !isShort {
                logger.error("the inbox is not read: \(error)")
                events.publish(.intakeStopped(reason: error))
            }
            isShort = true
            return false
        }
    }

    private func take(_ files: [InboxFile], _ specifications: Specifications) async throws {
        var readings: [Reading] = []
        for outcome in try taker.take(files) {
            switch outcome {
            case .taken(let file): readings.append(await reader.read(file, specifications, settings))
            case .refused(let file, let refusal): readings.append(Reading(file: file, outcome: .failure(refusal)))
            case .changing(let file): logger.info("still being written, looked at again later", metadata: ["file": "\(file.name)"])
            case .vanished(let file): logger.info("gone before it was taken", metadata: ["file": "\(file.name)"])
            }
        }
        let results = try await registry.recordIntake(readings.map(\.record))
        for (reading, result) in zip(readings, results) { finish(reading, result) }
    }

    /// After the transaction: the file leaves `.taking/`, to nowhere or to `rejected/`.
    private func finish(_ reading: Reading, _ result: IntakeResult) {
        if case .success(let content) = reading.outcome, !content.refused.isEmpty, result.batch.state != .duplicate {
            rejected.writeRows(content.refused.map(\.forInbox), for: reading.file)
        }
        switch reading.outcome {
        case .failure(let refusal): rejected.reject(reading.file, reason: refusal, rows: reading.refusedRows.map(\.forInbox))
        case .success: taker.finish([reading.file])
        }
        guard result.isNew else { return }
        events.publish(.batch(result.batch))
        logger.info("\(reading.summary(result))", metadata: ["model": "\(reading.file.model)", "batch": "\(result.batch.id)"])
    }
}

import Configuration
import Domain
import Inbox
import Logging
import Pipeline
import Registry

/// What the daemon keeps, opened by it alone: the database, the archive, the folders.
struct OpenState: Sendable {
    let paths: PathSettings
    let registry: VersionRegistry
    let archive: Archive
    let audit: StateAudit
    /// What is found damaged.
    let findings = StateFindings()
    private let lock: DaemonLock

    /// - Throws: `Refusal` where another daemon has it open, or where database and archive are not each other's.
    init(_ paths: PathSettings, _ logger: Logger) async throws {
        self.paths = paths
        try Storage.makeFolders(paths)
        lock = try DaemonLock(path: paths.lock)
        registry = try VersionRegistry(path: paths.database)
        archive = try Archive(root: paths.archive)
        if let log = registry.asideLog {
            logger.warning("a write-ahead log without its database was moved aside, to \(log)")
        }
        audit = StateAudit(registry: registry, archive: archive, inbox: paths.inbox)
        try await audit.requireBelonging(database: paths.database)
        try await registry.markAsNewest()
        try archive.sweepIncoming()
        for remark in registry.remarks { logger.warning("\(remark)") }
        findings.note(registry.remarks)
    }

    func close() throws {
        defer { lock.release() }
        try registry.close()
    }
}

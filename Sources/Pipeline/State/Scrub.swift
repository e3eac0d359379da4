import Domain
import Glibc
import Inbox
import Logging
import Registry
import Threads

/// What a round looks at.
enum ScrubItem: Hashable {
    case file(Digest)
    case blob(Digest)
}

/// Reads all that is kept for good again, slowly, round after round: the archive's files and the blobs of all versions, each against its SHA-256. A disk
/// that forgets a bit is found while a backup still has it, not when a version is gone back to.
///
/// On a thread of its own, at the lowest priority.
public actor Scrub {
    private let registry: VersionRegistry
    private let archive: Archive
    private let findings: StateFindings
    private let logger: Logger
    private let executor = ThreadExecutor(name: "scrub")
    /// The scrub's own thread.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// - Parameter findings: Where faults and progress are noted.
    public init(registry: VersionRegistry, archive: Archive, findings: StateFindings, logger: Logger) {
        self.registry = registry
        self.archive = archive
        self.findings = findings
        self.logger = logger
    }

    /// One round, spread over a time.
    ///
    /// - Parameter interval: How long it takes, asked before each item: it may be set anew meanwhile.
    /// - Throws: `CancellationError`; what cannot be read is a finding.
    public func round(over interval: @Sendable () -> Duration) async throws {
        // Of this thread alone.
        _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
        var items = try archive.digests().map(ScrubItem.file) + (try await registry.blobDigests()).map(ScrubItem.blob)
        // Daemons that are started again every day come to every item all the same.
        items.shuffle()
        findings.beginRound(of: items)
        for item in items {
            try await rest { interval() / items.count }
            await look(at: item)
        }
        if items.isEmpty { try await rest(interval) }
        findings.endRound()
    }

    /// In pieces, since it may be set shorter meanwhile.
    private func rest(_ pause: () -> Duration) async throws {
        let began = ContinuousClock.now
        while case let left = pause() - (ContinuousClock.now - began), left > .zero { try await Task.sleep(for: min(left, .seconds(5))) }
    }

    private func look(at item: ScrubItem) async {
        let fault: String?
        do {
            switch item {
            case .file(let digest): fault = try await faultOfFile(digest)
            case .blob(let digest): fault = try await faultOfBlob(digest)
            }
        } catch {
            // What the database cannot read is damaged too.
            fault = "\(error)"
        }
        if findings.note(fault, of: item), let fault { logger.error("damaged: \(fault)") }
    }

    private func faultOfFile(_ digest: Digest) async throws -> String? {
        do throws(Refusal) {
            try archive.verify(digest)
            return nil
        } catch {
            let batches = try await registry.batches(ofFile: digest)
            // Taken away with its model since the round began.
            if batches.isEmpty, error.kind == .notFound { return nil }
            let whose = batches.first.map { " ('\($0.fileName)', batch \($0.id) of '\($0.model)')" } ?? ""
            return
                "\(error.place ?? ""): \(error.what)\(whose); restore it from a backup, or drop the original again; no version is touched by it"
        }
    }

    private func faultOfBlob(_ digest: Digest) async throws -> String? {
        guard let found = try await registry.hashOfBlob(digest), found != digest else { return nil }
        let uses = try await registry.uses(of: digest)
        guard let first = uses.first else { return nil }
        let others = Set(uses.map { "\($0.model) \($0.version)" }).count - 1
        return
            "version \(first.version) of '\(first.model)'\(others > 0 ? " and \(others) more" : ""): part '\(first.part)' hashes to \(found.short), not to "
            + "\(digest.short): the database is damaged there, and the next start will not serve it; restore a backup"
    }
}

import Domain
import Inbox
import Files
import Registry

/// Whether database and archive belong together: files that were learned from and that the database does not know, and the other way round.
public struct StateAudit: Sendable {
    /// What does not fit.
    public struct Findings: Hashable, Sendable {
        /// Files of the archive that no batch names.
        public var unknown: [Digest] = []
        /// Batches' files that the archive lacks.
        public var missing: [Digest] = []
    }

    private let registry: VersionRegistry
    private let archive: Archive
    private let inbox: String

    /// - Parameter inbox: Its folders are looked into for files that are just being taken.
    public init(registry: VersionRegistry, archive: Archive, inbox: String) {
        self.registry = registry
        self.archive = archive
        self.inbox = inbox
    }

    /// Compares the archive's list of files with the database's. No file's bytes are read.
    public func findings() async throws -> Findings {
        let there = try archive.digests()
        let known = try await registry.knownDigests()
        func sorted(_ digests: Set<Digest>) -> [Digest] { digests.sorted { $0.description < $1.description } }
        return Findings(
            unknown: sorted(there.subtracting(known.batches).subtracting(known.discarded)),
            missing: sorted(known.batches.subtracting(there))
        )
    }

    /// At start: a database that knows nothing beside an archive that holds files was lost, or is not theirs. Whoever went on would have a model
    /// that forgot everything, without a word.
    ///
    /// - Throws: `Refusal` of kind `conflict`.
    public func requireBelonging(database: String) async throws {
        guard try await registry.isWithoutBatches() else { return }
        let unknown = try await findings().unknown.count
        // Killed between the archive and the record of the first files, their originals are still being taken.
        guard unknown > 0, registry.isNew || unknown > beingTaken() else { return }
        throw Refusal(
            .conflict,
            what:
                "the archive holds \(unknown) \(unknown == 1 ? "file" : "files") that this database does not know\(registry.isNew ? ", which was not there" : "")",
            at: database,
            fix:
                "restore the database with its '-wal' from a backup; or, to start over, move the archive away and drop its files again (they are named by their SHA-256)"
        )
    }

    private func beingTaken() -> Int {
        let root = RawPath(inbox)
        let models = (try? FileWork.list(root)) ?? []
        return models.reduce(0) { $0 + ((try? FileWork.list(root.appending($1).appending(".taking")))?.count ?? 0) }
    }
}

extension StateAudit.Findings {
    /// For people; empty where all fits.
    public func sentences(archive: String) -> [String] {
        func some(_ digests: [Digest]) -> String {
            digests.prefix(3).map(\.short).joined(separator: ", ") + (digests.count > 3 ? ", …" : "")
        }
        var sentences: [String] = []
        if !unknown.isEmpty {
            sentences.append(
                "the archive holds \(unknown.count) \(unknown.count == 1 ? "file" : "files") that no batch names (\(some(unknown))): the database is older than it; "
                    + "they are in \(archive) under their SHA-256 and can be dropped again: learnctl drop --model MODEL --as NAME.csv FILE"
            )
        }
        if !missing.isEmpty {
            sentences.append(
                "the archive lacks \(missing.count) \(missing.count == 1 ? "file" : "files") that batches name (\(some(missing))): neither 'relearn' nor what waits can read them; "
                    + "restore \(archive) from a backup"
            )
        }
        return sentences
    }
}

import Domain
import Inbox
import Registry

/// What removing a model did.
public struct Removal: Sendable {
    /// The line that stays in the name's history.
    public var change: ModelChangeInfo
    /// How many files the archive has no more.
    public var archivedFiles: Int
    /// How many files in its inbox folder nobody has read: they begin a new model.
    public var unreadFiles: Int
}

extension IntakeStage {
    /// Takes all of a model away: what the registry knows, then the files that only it had.
    ///
    /// - Throws: `Refusal`: `notFound`.
    public func remove(_ model: ModelName, reason: String?, by: Initiator) async throws -> Removal {
        try await inTurn("removing '\(model)'") {
            let outcome = try await registry.remove(model, reason: reason, by: by)
            schemas[model] = nil
            recent.remove(model)
            vainSettings[model] = nil
            reset.follow(outcome.change, staleJob: outcome.staleJob)
            await removeFiles(try await registry.filesToRemove())
            do throws(Refusal) {
                try folders.removeRejected(of: model)
            } catch {
                logger.warning("what was refused of '\(model)' was not removed: \(error)", metadata: ["model": "\(model)"])
            }
            return Removal(
                change: outcome.change,
                archivedFiles: outcome.discarded.count,
                unreadFiles: folders.removeInbox(of: model)
            )
        }
    }

    /// At start: files of the archive whose models a daemon before this one removed, when it was ended before it came to them.
    public func removeDiscardedFiles() async throws {
        try await inTurn("files of removed models") { await removeFiles(try await registry.filesToRemove()) }
    }

    /// What of archive and database does not fit. In turn with taking, which archives a file before it records it.
    public func audit(_ audit: StateAudit) async throws -> StateAudit.Findings {
        try await inTurn("the archive") { try await audit.findings() }
    }

    /// In turn with taking: a file of the same bytes may be archived and not yet recorded otherwise.
    private func removeFiles(_ digests: [Digest]) async {
        guard !digests.isEmpty else { return }
        var removed: [Digest] = []
        do {
            for digest in digests {
                try reader.archive.remove(digest)
                removed.append(digest)
            }
            try await registry.filesRemoved(removed)
            let (files, them) = removed.count == 1 ? ("1 file", "it") : ("\(removed.count) files", "them")
            logger.info("\(files) removed from the archive: no model uses \(them) any more")
        } catch {
            logger.warning("the archive still has files of removed models: \(error); the next start tries again")
        }
    }
}

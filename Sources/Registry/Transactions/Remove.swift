import Domain
import FoundationEssentials
import GRDB

extension VersionRegistry {
    /// Takes all of a model away: batches, sources, jobs, versions, log. A line about it stays.
    ///
    /// Blobs stay until `sweepOrphans`. The archive's files that no batch names any more are written down in the same transaction, so that
    /// a kill before they are removed leaves none for good: see `filesToRemove`.
    ///
    /// - Throws: `Refusal` of kind `notFound`.
    public func remove(_ name: ModelName, reason: String?, by: Initiator) async throws -> RemovalOutcome {
        try await write { database in
            let model = try ModelRow.fetchBegun(database, name)
            let staleJob = try Self.runningJob(database, of: model)
            let digests = try Data.fetchSet(
                database,
                sql: """
                    SELECT digest FROM batch WHERE model_id = ?1 AND digest IS NOT NULL
                        AND NOT EXISTS (SELECT 1 FROM batch other WHERE other.digest = batch.digest AND other.model_id <> ?1)
                    """,
                arguments: [model.id]
            )
            let batches = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM batch WHERE model_id = ?", arguments: [model.id]) ?? 0
            let versions = try Relearn.clear(database, model)
            for statement in [
                "DELETE FROM source WHERE batch_id IN (SELECT id FROM batch WHERE model_id = ?)", "DELETE FROM batch WHERE model_id = ?",
                "DELETE FROM model WHERE id = ?",
            ] {
                try database.execute(sql: statement, arguments: [model.id])
            }
            for digest in digests {
                try database.cachedStatement(sql: "INSERT OR IGNORE INTO discarded_file (digest) VALUES (?)").execute(arguments: [digest])
            }
            return RemovalOutcome(
                change: try Self.record(database, name, .removed, versions: versions, batches: batches, by: by, reason: reason),
                discarded: digests.map { Digest($0) }.sorted { $0.description < $1.description },
                staleJob: staleJob
            )
        }
    }

    /// Files of the archive whose models were removed, and which are still to be removed themselves. Those that a batch names again, since
    /// the same bytes were dropped meanwhile, are forgotten.
    public func filesToRemove() async throws -> [Digest] {
        try await write { database in
            try database.execute(
                sql: "DELETE FROM discarded_file WHERE EXISTS (SELECT 1 FROM batch WHERE batch.digest = discarded_file.digest)"
            )
            return try Data.fetchAll(database, sql: "SELECT digest FROM discarded_file ORDER BY digest").map { Digest($0) }
        }
    }

    /// Says that files of `filesToRemove` are gone.
    public func filesRemoved(_ digests: [Digest]) async throws {
        try await write { database in
            for digest in digests {
                try database.cachedStatement(sql: "DELETE FROM discarded_file WHERE digest = ?").execute(arguments: [digest.data])
            }
        }
    }
}

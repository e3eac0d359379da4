import Domain
import GRDB

extension VersionRegistry {
    /// What a model's next job would learn: its oldest waiting batches, up to `maxBatches` and `maxRows` (but at least one). The halves of
    /// a job that was split are never joined with others. Empty while the model is paused or has a running job.
    public func nextBatches(of name: ModelName, maxBatches: Int, maxRows: Int) async throws -> [BatchInfo] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            guard model.info.paused == nil, try Self.runningJob(database, of: model) == nil else { return [] }
            let oldest = try BatchRow.fetchAll(
                database,
                where: "WHERE batch.model_id = ? AND batch.state = 'waiting' ORDER BY batch.id LIMIT 1",
                [model.id]
            )
            guard let first = oldest.first else { return [] }
            if let group = first.retryGroup {
                return try BatchRow.fetchAll(
                    database,
                    where: "WHERE batch.model_id = ? AND batch.state = 'waiting' AND retry_group = ? ORDER BY batch.id",
                    [model.id, group]
                )
            }
            let waiting = try BatchRow.fetchAll(
                database,
                where: "WHERE batch.model_id = ? AND batch.state = 'waiting' AND retry_group IS NULL ORDER BY batch.id LIMIT ?",
                [model.id, max(1, maxBatches)]
            )
            var rows = 0
            return Array(
                waiting.prefix { batch in
                    rows += batch.rowCount
                    return batch.id == first.id || rows <= maxRows
                }
            )
        }
    }

    /// Whether files of a model that may learn wait, and no job of its runs.
    ///
    /// - Parameter model: One that does not count; nil: all count.
    public func hasWaitingBatches(besides model: ModelName?) async throws -> Bool {
        try await read { database in
            try Bool.fetchOne(
                database,
                sql: """
                    SELECT EXISTS (
                        SELECT 1 FROM batch JOIN model ON model.id = batch.model_id
                        WHERE batch.state = 'waiting' AND model.hold_since IS NULL AND model.name IS NOT ?
                        AND NOT EXISTS (SELECT 1 FROM job WHERE job.model_id = model.id AND job.state = 'running'))
                    """,
                arguments: [model?.text]
            ) ?? false
        }
    }

    /// Records a job and marks its batches as training.
    ///
    /// - Throws: `StaleParent` unless `parent` is the training head; `Refusal` of kind `conflict` if the model is paused or has a
    ///   running job, or a batch does not wait.
    public func beginJob(
        _ name: ModelName,
        parent: VersionNumber?,
        seed: UInt64,
        specification: [UInt8],
        batches: [BatchID]
    ) async throws -> JobInfo {
        try await write { database in
            let model = try Self.readyForJob(database, name, parent: parent)
            guard !batches.isEmpty else { throw Refusal(.invalid, what: "a job of model '\(name)' was to begin without batches") }
            let infos = try batches.map { try BatchRow.fetch(database, $0) }
            if let other = infos.first(where: { $0.model != name || $0.state != .waiting }) {
                throw Refusal(
                    .conflict,
                    what: "batch \(other.id) of model '\(other.model)' is \(other.state.words), not waiting for '\(name)'"
                )
            }
            let id = try Self.insertJob(
                database,
                model,
                .learn,
                parent: parent,
                seed: seed,
                specification: specification,
                splitFrom: infos[0].retryGroup.map { $0 / 2 }
            ).id
            try database.execute(
                sql: "UPDATE model SET specification = ? WHERE id = ?",
                arguments: [Document.text(specification), model.id]
            )
            for (position, batch) in batches.enumerated() {
                try database.cachedStatement(sql: "INSERT INTO job_batch (job_id, position, batch_id) VALUES (?, ?, ?)")
                    .execute(arguments: [id.rawValue, position, batch.rawValue])
                try BatchRow.setState(database, batch, .training, reason: nil)
            }
            return try JobRow.fetch(database, id)
        }
    }

    /// Records a job that moves what reads a model's texts: it has no batches.
    ///
    /// - Throws: `StaleParent` unless `parent` is the training head; `Refusal` of kind `conflict` if the model is paused, has a running job, or files of
    ///   it wait.
    public func beginRefinement(_ name: ModelName, parent: VersionNumber, seed: UInt64, specification: [UInt8]) async throws -> JobInfo {
        try await write { database in
            let model = try Self.readyForJob(database, name, parent: parent)
            if try Self.hasWaitingBatches(database, of: model) {
                throw Refusal(
                    .conflict,
                    what: "files of '\(name)' wait to be learned, and would end a refinement at once",
                    fix: "run 'learnctl refine \(name)' again once they are learned ('learnctl status' tells)"
                )
            }
            return try Self.insertJob(database, model, .refine, parent: parent, seed: seed, specification: specification, splitFrom: nil)
        }
    }

    /// Whether files of a model wait to be learned.
    public func hasWaitingBatches(of name: ModelName) async throws -> Bool {
        try await read { try Self.hasWaitingBatches($0, of: ModelRow.fetch($0, name)) }
    }

    private static func hasWaitingBatches(_ database: Database, of model: ModelRow) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM batch WHERE model_id = ? AND state = 'waiting')",
            arguments: [model.id]
        ) ?? false
    }

    /// Rows that a model's training head and the versions before it have learned, now and when it was last refined or, if it never was, when its first
    /// version was made; nil where there is none.
    public func learnedRows(of name: ModelName) async throws -> (now: Int, before: Int)? {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            let lineage = try VersionRow.lineage(database, from: model.info.headVersion, of: model)
            guard let first = lineage.last else { return nil }
            // One that a file ended does not count.
            let refined = try Int?.fetchOne(
                database,
                sql: """
                    SELECT parent_version FROM job WHERE model_id = ? AND purpose = 'refine'
                        AND (state IN ('succeeded', 'failed') OR state = 'abandoned' AND last_error LIKE ?)
                    ORDER BY id DESC LIMIT 1
                    """,
                arguments: [model.id, Self.notBetter + "%"]
            )
            func rows(_ versions: [VersionNumber]) throws -> Int {
                try VersionRow.batches(database, of: versions, of: model).reduce(0) { try $0 + BatchRow.fetch(database, $1).rowCount }
            }
            let then = VersionNumber(refined.flatMap { $0 } ?? first.rawValue)
            return (try rows(lineage), try rows(lineage.filter { $0 <= max(then, first) }))
        }
    }

    /// What the reason of a refinement begins with that came to nothing better.
    public static let notBetter = "nothing changes: "

    private static func readyForJob(_ database: Database, _ name: ModelName, parent: VersionNumber?) throws -> ModelRow {
        let model = try ModelRow.fetch(database, name)
        if let pause = model.info.paused {
            throw Refusal(
                .conflict,
                what: "model '\(name)' is paused: \(pause.reason)",
                fix: "release it with 'learnctl resume \(name)'"
            )
        }
        if let job = try Self.runningJob(database, of: model) {
            throw Refusal(.conflict, what: "job \(job) of model '\(name)' is already running")
        }
        guard model.info.headVersion == parent else {
            throw StaleParent(model: name, expected: parent, found: model.info.headVersion)
        }
        return model
    }

    private static func insertJob(
        _ database: Database,
        _ model: ModelRow,
        _ purpose: JobPurpose,
        parent: VersionNumber?,
        seed: UInt64,
        specification: [UInt8],
        splitFrom: Int64?
    ) throws -> JobInfo {
        try database.execute(
            sql: """
                INSERT INTO job (model_id, purpose, parent_version, seed, specification, state, started_at, split_from)
                VALUES (?, ?, ?, ?, ?, 'running', ?, ?)
                """,
            arguments: [
                model.id, purpose.rawValue, parent?.rawValue, Int64(bitPattern: seed), Document.text(specification),
                UnixTime.now().milliseconds, splitFrom,
            ]
        )
        return try JobRow.fetch(database, JobID(database.lastInsertedRowID))
    }

    /// Counts a failure of a job's own (docs/architecture.md, "Attempts, turns, ends").
    ///
    /// - Returns: How often it has now failed in a row.
    public func failAttempt(_ id: JobID, error: String) async throws -> Int {
        try await write { database in
            let job = try JobRow.fetchRunning(database, id)
            try database.execute(
                sql: "UPDATE job SET failed_attempts = failed_attempts + 1, last_error = ? WHERE id = ?",
                arguments: [error, id.rawValue]
            )
            return job.failedAttempts + 1
        }
    }

    /// Ends a row of failures: the trainer got further than before.
    public func clearFailures(_ id: JobID) async throws {
        try await write { try $0.execute(sql: "UPDATE job SET failed_attempts = 0 WHERE id = ?", arguments: [id.rawValue]) }
    }

    /// Ends a job that failed too often: its halves wait again, each to be a job of its own; a single batch is set aside.
    public func splitJob(_ id: JobID, reason: String) async throws -> JobSplit {
        try await write { database in
            let job = try JobRow.fetchRunning(database, id)
            try JobRow.end(database, id, .failed, error: reason)
            let batches = job.batches.map(\.id)
            if batches.isEmpty { return .ended }
            guard batches.count > 1 else {
                try BatchRow.setState(database, batches[0], .setAside, reason: reason)
                return .setAside(batches[0])
            }
            let middle = (batches.count + 1) / 2
            for (position, batch) in batches.enumerated() {
                // Two groups a job, so that the job can be told from its groups.
                try database.execute(
                    sql: "UPDATE batch SET state = 'waiting', reason = NULL, retry_group = ? WHERE id = ?",
                    arguments: [id.rawValue * 2 + (position < middle ? 0 : 1), batch.rawValue]
                )
            }
            return .halves(Array(batches[..<middle]), Array(batches[middle...]))
        }
    }

    /// Ends a job for no fault of its own (its parent was left, it is not wanted any more): its batches wait again.
    public func abandonJob(_ id: JobID, reason: String) async throws {
        try await write { database in
            let job = try JobRow.fetchRunning(database, id)
            try JobRow.end(database, id, .abandoned, error: reason)
            for batch in job.batches where batch.state == .training {
                try BatchRow.setState(database, batch.id, .waiting, reason: nil)
            }
        }
    }

    /// The jobs that ran when the daemon ended, to be run again alike.
    public func resumeJobs() async throws -> [JobInfo] {
        try await read { database in
            try Row.fetchAll(database, sql: JobRow.select + "WHERE job.state = 'running' ORDER BY job.id")
                .map { try JobRow.info(database, $0) }
        }
    }

    /// Whether a job still runs. False also for one that went with its model's versions.
    public func isRunning(_ id: JobID) async throws -> Bool {
        try await read {
            try Bool.fetchOne(
                $0,
                sql: "SELECT EXISTS (SELECT 1 FROM job WHERE id = ? AND state = 'running')",
                arguments: [id.rawValue]
            ) ?? false
        }
    }

    /// Nil for a job that went with its model's versions.
    public func jobState(_ id: JobID) async throws -> JobState? {
        try await read { database in
            try Row.fetchOne(database, sql: "SELECT state FROM job WHERE id = ?", arguments: [id.rawValue]).map { try $0.known("state") }
        }
    }

    /// - Throws: `Refusal` of kind `notFound`.
    public func job(_ id: JobID) async throws -> JobInfo {
        try await read { try JobRow.fetch($0, id) }
    }

    /// A model's jobs, newest first.
    public func jobs(of name: ModelName, limit: Int = 100) async throws -> [JobInfo] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            return try Row.fetchAll(
                database,
                sql: JobRow.select + "WHERE job.model_id = ? ORDER BY job.id DESC LIMIT ?",
                arguments: [model.id, limit]
            ).map { try JobRow.info(database, $0) }
        }
    }

    static func runningJob(_ database: Database, of model: ModelRow) throws -> JobID? {
        try Int64.fetchOne(database, sql: "SELECT id FROM job WHERE model_id = ? AND state = 'running'", arguments: [model.id])
            .map { JobID($0) }
    }
}

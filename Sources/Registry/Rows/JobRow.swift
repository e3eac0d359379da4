import Domain
import GRDB

/// Reading rows of `job`.
enum JobRow {
    static let select = "SELECT job.*, model.name AS model_name FROM job JOIN model ON model.id = job.model_id "

    static func info(_ database: Database, _ row: Row) throws -> JobInfo {
        let id: Int64 = row["id"]
        return JobInfo(
            id: JobID(id),
            model: try ModelName(row["model_name"]),
            purpose: try row.known("purpose"),
            parent: row.version("parent_version"),
            seed: UInt64(bitPattern: row["seed"] as Int64),
            specification: Document.bytes(row["specification"]),
            batches: try BatchRow.fetchAll(
                database,
                where: "JOIN job_batch ON job_batch.batch_id = batch.id WHERE job_batch.job_id = ? ORDER BY job_batch.position",
                [id]
            ),
            state: try row.known("state"),
            failedAttempts: row["failed_attempts"],
            lastError: row["last_error"],
            startedAt: row.time("started_at"),
            endedAt: (row["ended_at"] as Int64?).map { UnixTime(milliseconds: $0) },
            splitFrom: (row["split_from"] as Int64?).map { JobID($0) }
        )
    }

    /// - Throws: `Refusal` of kind `notFound`.
    static func fetch(_ database: Database, _ id: JobID) throws -> JobInfo {
        guard let row = try Row.fetchOne(database, sql: select + "WHERE job.id = ?", arguments: [id.rawValue]) else {
            throw Refusal(.notFound, what: "there is no job \(id)")
        }
        return try info(database, row)
    }

    /// - Throws: `Refusal` unless the job runs.
    static func fetchRunning(_ database: Database, _ id: JobID) throws -> JobInfo {
        let job = try fetch(database, id)
        guard job.state == .running else {
            throw Refusal(.conflict, what: "job \(id) of model '\(job.model)' does not run: it is \(job.state.rawValue)")
        }
        return job
    }

    static func end(_ database: Database, _ id: JobID, _ state: JobState, error: String?) throws {
        try database.execute(
            sql: "UPDATE job SET state = ?, ended_at = ?, last_error = COALESCE(?, last_error) WHERE id = ?",
            arguments: [state.rawValue, UnixTime.now().milliseconds, error, id.rawValue]
        )
    }
}

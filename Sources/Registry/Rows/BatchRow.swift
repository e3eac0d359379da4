import Domain
import FoundationEssentials
import GRDB

/// Reading rows of `batch`.
enum BatchRow {
    /// The columns that `info` needs; what follows is `WHERE …`.
    static let select = """
        SELECT batch.*, model.name AS model_name,
            (SELECT MAX(number) FROM version_batch WHERE version_batch.batch_id = batch.id) AS newest_version
        FROM batch JOIN model ON model.id = batch.model_id

        """

    static func info(_ row: Row) throws -> BatchInfo {
        BatchInfo(
            id: BatchID(row["id"]),
            model: try ModelName(row["model_name"]),
            digest: (row["digest"] as Data?).map { Digest($0) },
            rowsDigest: (row["rows_digest"] as Data?).map { Digest($0) },
            fileName: row["file_name"],
            byteCount: row["byte_count"],
            rowCount: row["row_count"],
            refusedRowCount: row["refused_row_count"],
            warnings: try Document.strings(row["warnings"]),
            notes: try Document.strings(row["notes"]),
            state: try row.known("state"),
            reason: row["reason"],
            receivedAt: row.time("received_at"),
            duplicateOf: (row["duplicate_of"] as Int64?).map { BatchID($0) },
            version: row.version("newest_version"),
            retryGroup: row["retry_group"]
        )
    }

    /// - Throws: `Refusal` of kind `notFound`.
    static func fetch(_ database: Database, _ id: BatchID) throws -> BatchInfo {
        let statement = try database.cachedStatement(sql: select + "WHERE batch.id = ?")
        guard let row = try Row.fetchOne(statement, arguments: [id.rawValue]) else {
            throw Refusal(.notFound, what: "there is no batch \(id)", fix: "run 'learnctl batches' to list them")
        }
        return try info(row)
    }

    static func fetchAll(_ database: Database, where condition: String, _ arguments: StatementArguments) throws -> [BatchInfo] {
        try Row.fetchAll(database, sql: select + condition, arguments: arguments).map(info)
    }

    /// Leaving the queue ends a batch's belonging to the half of a split job.
    static func setState(_ database: Database, _ id: BatchID, _ state: BatchState, reason: String?) throws {
        try database.cachedStatement(
            sql: """
                UPDATE batch SET state = ?1, reason = ?2,
                    retry_group = CASE WHEN ?1 IN ('waiting', 'training') THEN retry_group END
                WHERE id = ?3
                """
        ).execute(arguments: [state.rawValue, reason, id.rawValue])
    }
}

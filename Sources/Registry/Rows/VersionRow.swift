import Domain
import FoundationEssentials
import GRDB

/// Reading rows of `version` and what hangs on them.
enum VersionRow {
    static let select = """
        SELECT version.*, (SELECT purpose FROM job WHERE job.id = version.job_id) AS purpose,
            EXISTS (SELECT 1 FROM activation a WHERE a.model_id = version.model_id AND a.to_version = version.number) AS has_served,
            (SELECT COALESCE(SUM(blob.byte_count), 0) FROM version_part p JOIN blob ON blob.id = p.blob_id
                WHERE p.model_id = version.model_id AND p.number = version.number) AS byte_count
        FROM version

        """

    static func info(_ database: Database, _ row: Row, of model: ModelRow) throws -> VersionInfo {
        let number: Int = row["number"]
        return VersionInfo(
            model: model.info.name,
            number: VersionNumber(number),
            digest: Digest(row["digest"] as Data),
            parent: row.version("parent"),
            state: try row.known("state"),
            job: JobID(row["job_id"]),
            purpose: try row.known("purpose"),
            reason: row["reason"],
            report: Document.bytes(row["report"]),
            evaluation: Document.bytes(row["evaluation"]),
            precision: try row.known("precision"),
            createdAt: row.time("created_at"),
            hasServed: row["has_served"],
            batches: try BatchRow.fetchAll(
                database,
                where: "JOIN version_batch v ON v.batch_id = batch.id WHERE v.model_id = ? AND v.number = ? ORDER BY v.position",
                [model.id, number]
            ),
            byteCount: row["byte_count"]
        )
    }

    /// - Throws: `Refusal` of kind `notFound`.
    static func fetch(_ database: Database, _ number: VersionNumber, of model: ModelRow) throws -> VersionInfo {
        guard
            let row = try Row.fetchOne(
                database,
                sql: select + "WHERE model_id = ? AND number = ?",
                arguments: [model.id, number.rawValue]
            )
        else {
            throw Refusal(
                .notFound,
                what: "model '\(model.info.name)' has no version \(number)",
                fix: "run 'learnctl versions \(model.info.name)' to list them"
            )
        }
        return try info(database, row, of: model)
    }

    /// By name: the order in which a version's digest covers them.
    static func parts(_ database: Database, _ number: VersionNumber, of model: ModelRow) throws -> [PartReference] {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT p.name, p.kind, blob.digest, blob.byte_count FROM version_part p JOIN blob ON blob.id = p.blob_id
                WHERE p.model_id = ? AND p.number = ? ORDER BY p.name
                """,
            arguments: [model.id, number.rawValue]
        )
        return try rows.map { row in
            let text: String = row["kind"]
            guard let kind = VersionPart.Kind(text: text) else {
                throw Refusal(
                    .failed,
                    what: "the part has kind '\(text)', which this learnd does not know",
                    at: "version \(number) of '\(model.info.name)', part '\(row["name"] as String)'"
                )
            }
            return PartReference(name: row["name"], kind: kind, digest: Digest(row["digest"] as Data), byteCount: row["byte_count"])
        }
    }

    /// A version and all it descends from, nearest first: the numbers only.
    static func lineage(_ database: Database, from number: VersionNumber?, of model: ModelRow) throws -> [VersionNumber] {
        guard let number else { return [] }
        return try Int.fetchAll(
            database,
            sql: """
                WITH RECURSIVE lineage (number) AS (
                    SELECT ?2 UNION ALL
                    SELECT version.parent FROM version JOIN lineage ON version.number = lineage.number
                    WHERE version.model_id = ?1 AND version.parent IS NOT NULL)
                SELECT number FROM lineage ORDER BY number DESC
                """,
            arguments: [model.id, number.rawValue]
        ).map { VersionNumber($0) }
    }

    /// Where two versions part: what only the one and only the other descends from, themselves included. A parent's number is always
    /// below its child's, so stepping the higher of the two down meets at their nearest common ancestor.
    static func divergence(
        _ database: Database,
        of model: ModelRow,
        from: VersionNumber?,
        to: VersionNumber?
    ) throws -> (left: [VersionNumber], gained: [VersionNumber]) {
        let parent = try database.cachedStatement(sql: "SELECT parent FROM version WHERE model_id = ? AND number = ?")
        var (from, to) = (from, to)
        var (left, gained): ([VersionNumber], [VersionNumber]) = ([], [])
        while from != to {
            let higher = max(from ?? VersionNumber(0), to ?? VersionNumber(0))
            let next = try Int?.fetchOne(parent, arguments: [model.id, higher.rawValue])?.map { VersionNumber($0) }
            if from == higher {
                left.append(higher)
                from = next
            } else {
                gained.append(higher)
                to = next
            }
        }
        return (left, gained)
    }

    /// What the jobs of these versions learned. Names of batches that are not there, or not this model's, are left out: a damaged disk wrote them.
    static func batches(_ database: Database, of versions: [VersionNumber], of model: ModelRow) throws -> Set<BatchID> {
        var batches: Set<BatchID> = []
        for version in versions {
            let ids = try Int64.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT batch_id FROM version_batch v JOIN batch ON batch.id = v.batch_id AND batch.model_id = v.model_id
                        WHERE v.model_id = ? AND v.number = ?
                        """
                ),
                arguments: [model.id, version.rawValue]
            )
            batches.formUnion(ids.lazy.map { BatchID($0) })
        }
        return batches
    }

    /// Batches that count as learned and that no version names: those of a version whose names are damaged.
    static func unnamed(_ database: Database, of model: ModelRow) throws -> Set<BatchID> {
        let ids = try Int64.fetchAll(
            database,
            sql: """
                SELECT id FROM batch WHERE model_id = ?1 AND state = 'learned'
                    AND NOT EXISTS (SELECT 1 FROM version_batch v WHERE v.model_id = ?1 AND v.batch_id = batch.id)
                """,
            arguments: [model.id]
        )
        return Set(ids.lazy.map { BatchID($0) })
    }
}

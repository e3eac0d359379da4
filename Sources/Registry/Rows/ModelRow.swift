import Domain
import GRDB

/// A row of `model` with its key.
struct ModelRow {
    var id: Int64
    var info: ModelInfo

    init(_ row: Row) throws {
        id = row["id"]
        let since: Int64? = row["hold_since"]
        info = ModelInfo(
            name: try ModelName(row["name"]), schema: (row["schema"] as String?).map(Document.bytes),
            specification: (row["specification"] as String?).map(Document.bytes), servingVersion: row.version("serving_version"),
            headVersion: row.version("head_version"),
            hold: since.map {
                ModelInfo.Hold(
                    reason: row["hold_reason"], since: UnixTime(milliseconds: $0), by: row.initiator("hold_uid", "hold_pid", "hold_user"))
            },
            createdAt: row.time("created_at"))
    }

    /// - Throws: `Refusal` of kind `notFound`.
    static func fetch(_ database: Database, _ name: ModelName) throws -> ModelRow {
        guard let row = try find(database, name) else {
            throw Refusal(.notFound, what: "there is no model '\(name)'", fix: "drop a file into inbox/\(name)/ to make it")
        }
        return row
    }

    static func find(_ database: Database, _ name: ModelName) throws -> ModelRow? {
        try Row.fetchOne(database.cachedStatement(sql: "SELECT * FROM model WHERE name = ?"), arguments: [name.text]).map(ModelRow.init)
    }

    static func ensure(_ database: Database, _ name: ModelName) throws -> ModelRow {
        if let row = try find(database, name) { return row }
        try database.execute(
            sql: "INSERT INTO model (name, created_at) VALUES (?, ?)", arguments: [name.text, UnixTime.now().milliseconds])
        return try fetch(database, name)
    }
}

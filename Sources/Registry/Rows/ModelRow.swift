import Domain
import GRDB

/// A row of `model` with its key.
struct ModelRow {
    var id: Int64
    var info: ModelInfo
    /// The highest number that a version of it ever had.
    var lastVersion: Int

    init(_ row: Row) throws {
        id = row["id"]
        lastVersion = row["last_version"]
        let since: Int64? = row["hold_since"]
        info = ModelInfo(
            name: try ModelName(row["name"]),
            schema: (row["schema"] as String?).map(Document.bytes),
            formSettings: (row["form_settings"] as String?).map(Document.bytes),
            specification: (row["specification"] as String?).map(Document.bytes),
            servingVersion: row.version("serving_version"),
            headVersion: row.version("head_version"),
            paused: since.map {
                ModelInfo.Pause(
                    reason: row["hold_reason"],
                    since: UnixTime(milliseconds: $0),
                    by: row.initiator("hold_uid", "hold_pid", "hold_user")
                )
            },
            createdAt: row.time("created_at")
        )
    }

    /// - Throws: `Refusal` of kind `notFound`, also where no file of that name was accepted yet: a model begins with its first.
    static func fetch(_ database: Database, _ name: ModelName) throws -> ModelRow {
        let row = try fetchBegun(database, name)
        guard row.info.schema != nil else { throw try notYet(database, row) }
        return row
    }

    /// A model, or what may become one: files of its name were refused.
    ///
    /// - Throws: `Refusal` of kind `notFound`.
    static func fetchBegun(_ database: Database, _ name: ModelName) throws -> ModelRow {
        guard let row = try find(database, name) else {
            let known = try String.fetchAll(database, sql: "SELECT name FROM model WHERE schema IS NOT NULL")
            let meant = EditDistance.slip(of: name.text, among: known)
            throw Refusal(
                .notFound,
                what: "there is no model '\(name)'",
                fix: meant.map { "did you mean '\($0)'? Run 'learnctl models' to list all models" }
                    ?? "a model begins with its first file: learnctl drop --model \(name) FILE"
            )
        }
        return row
    }

    private static func notYet(_ database: Database, _ row: ModelRow) throws -> Refusal {
        let name = row.info.name
        let refused = try Row.fetchOne(
            database,
            sql: "SELECT file_name, reason FROM batch WHERE model_id = ? AND state = 'refused' ORDER BY id DESC LIMIT 1",
            arguments: [row.id]
        )
        let file = refused.map {
            "; its file \($0["file_name"] as String) was refused: \(($0["reason"] as String?) ?? "no reason is known")"
        }
        return Refusal(
            .notFound,
            what: "there is no model '\(name)' yet\(file ?? "")",
            fix: "drop a file that can be read, or change the settings and use 'learnctl relearn \(name)'"
        )
    }

    static func find(_ database: Database, _ name: ModelName) throws -> ModelRow? {
        try Row.fetchOne(database.cachedStatement(sql: "SELECT * FROM model WHERE name = ?"), arguments: [name.text]).map(ModelRow.init)
    }

    static func ensure(_ database: Database, _ name: ModelName) throws -> ModelRow {
        if let row = try find(database, name) { return row }
        try database.execute(
            sql: "INSERT INTO model (name, created_at) VALUES (?, ?)",
            arguments: [name.text, UnixTime.now().milliseconds]
        )
        return try fetchBegun(database, name)
    }
}

import Domain
import GRDB

extension VersionRegistry {
    /// What befell the models of a name, newest first: they may be several, one after another.
    public func changes(of name: ModelName, limit: Int = .max) async throws -> [ModelChangeInfo] {
        try await read { database in
            try Row.fetchAll(
                database,
                sql: "SELECT * FROM model_change WHERE model = ? ORDER BY id DESC LIMIT ?",
                arguments: [name.text, limit]
            ).map(Self.change)
        }
    }

    static func hasChanges(_ database: Database, of name: ModelName) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: "SELECT EXISTS (SELECT 1 FROM model_change WHERE model = ?)",
            arguments: [name.text]
        ) ?? false
    }

    static func record(
        _ database: Database,
        _ model: ModelName,
        _ kind: ModelChangeKind,
        versions: Int,
        batches: Int,
        by: Initiator,
        reason: String?
    ) throws -> ModelChangeInfo {
        try database.execute(
            sql: """
                INSERT INTO model_change (model, kind, versions, batches, uid, pid, user, reason, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                model.text, kind.rawValue, versions, batches, Int64(by.uid), Int64(by.pid), by.user, reason, UnixTime.now().milliseconds,
            ]
        )
        let row = try Row.fetchOne(
            database,
            sql: "SELECT * FROM model_change WHERE id = ?",
            arguments: [database.lastInsertedRowID]
        )
        guard let row else { throw Refusal(.failed, what: "the change of model '\(model)' was not recorded") }
        return try change(row)
    }

    private static func change(_ row: Row) throws -> ModelChangeInfo {
        ModelChangeInfo(
            id: row["id"],
            model: try ModelName(row["model"]),
            kind: try row.known("kind"),
            versions: row["versions"],
            batches: row["batches"],
            by: row.initiator("uid", "pid", "user"),
            reason: row["reason"],
            at: row.time("at")
        )
    }
}

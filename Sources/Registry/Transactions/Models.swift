import Domain
import GRDB

extension VersionRegistry {
    /// All models, by name. A model begins with its first accepted file.
    public func models() async throws -> [ModelInfo] {
        try await read {
            try Row.fetchAll($0, sql: "SELECT * FROM model WHERE schema IS NOT NULL ORDER BY name").map { try ModelRow($0).info }
        }
    }

    /// - Throws: `Refusal` of kind `notFound`.
    public func model(_ name: ModelName) async throws -> ModelInfo {
        try await read { try ModelRow.fetch($0, name).info }
    }

    /// What is recorded under a name, a model or not yet one; nil where nothing is.
    public func find(_ name: ModelName) async throws -> ModelInfo? {
        try await read { try ModelRow.find($0, name)?.info }
    }

    /// What was understood of the file that decided a model's form.
    public func notes(of name: ModelName) async throws -> [String] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            let notes = try String.fetchOne(
                database,
                sql: "SELECT notes FROM batch WHERE model_id = ? AND notes <> '[]' ORDER BY id LIMIT 1",
                arguments: [model.id]
            )
            return try notes.map(Document.strings) ?? []
        }
    }

    /// Lets no job of the model start until `resume`. A job that runs goes on.
    ///
    /// - Parameter reason: Nil: who did it is all that is said, unless something was said before.
    /// - Returns: False where it was paused already; where there is a reason, it, time and person are then the new ones.
    @discardableResult
    public func pause(_ name: ModelName, reason: String?, by: Initiator) async throws -> Bool {
        try await write { database in
            let model = try ModelRow.fetch(database, name)
            let isNew = model.info.paused == nil
            if isNew || reason != nil { try Self.pause(database, model, reason: reason ?? "by \(by.name)", by: by) }
            return isNew
        }
    }

    /// Lets jobs start again.
    ///
    /// - Returns: False where it was not paused.
    @discardableResult
    public func resume(_ name: ModelName) async throws -> Bool {
        try await write { database in
            let model = try ModelRow.fetch(database, name)
            try database.execute(
                sql:
                    "UPDATE model SET hold_reason = NULL, hold_since = NULL, hold_uid = NULL, hold_pid = NULL, hold_user = NULL WHERE id = ?",
                arguments: [model.id]
            )
            return model.info.paused != nil
        }
    }

    static func pause(_ database: Database, _ model: ModelRow, reason: String, by: Initiator) throws {
        try database.execute(
            sql: "UPDATE model SET hold_reason = ?, hold_since = ?, hold_uid = ?, hold_pid = ?, hold_user = ? WHERE id = ?",
            arguments: [reason, UnixTime.now().milliseconds, Int64(by.uid), Int64(by.pid), by.user, model.id]
        )
    }
}

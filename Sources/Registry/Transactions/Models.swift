import Domain
import GRDB

extension Registry {
    /// All models, by name.
    public func models() async throws -> [ModelInfo] {
        try await read { try Row.fetchAll($0, sql: "SELECT * FROM model ORDER BY name").map { try ModelRow($0).info } }
    }

    /// - Throws: `Refusal` of kind `notFound`.
    public func model(_ name: ModelName) async throws -> ModelInfo {
        try await read { try ModelRow.fetch($0, name).info }
    }

    /// The model, made where there is none yet.
    public func ensureModel(_ name: ModelName) async throws -> ModelInfo {
        try await write { try ModelRow.ensure($0, name).info }
    }

    /// Lets no job of the model start until `unhold`. A job that runs goes on.
    ///
    /// - Returns: False where it was on hold already; reason, time and person are then the new ones.
    @discardableResult
    public func hold(_ name: ModelName, reason: String, by: Initiator) async throws -> Bool {
        try await write { database in
            let model = try ModelRow.fetch(database, name)
            try Self.hold(database, model, reason: reason, by: by)
            return model.info.hold == nil
        }
    }

    /// Lets jobs start again.
    ///
    /// - Returns: False where it was not on hold.
    @discardableResult
    public func unhold(_ name: ModelName) async throws -> Bool {
        try await write { database in
            let model = try ModelRow.fetch(database, name)
            try database.execute(
                sql:
                    "UPDATE model SET hold_reason = NULL, hold_since = NULL, hold_uid = NULL, hold_pid = NULL, hold_user = NULL WHERE id = ?",
                arguments: [model.id])
            return model.info.hold != nil
        }
    }

    static func hold(_ database: Database, _ model: ModelRow, reason: String, by: Initiator) throws {
        try database.execute(
            sql: "UPDATE model SET hold_reason = ?, hold_since = ?, hold_uid = ?, hold_pid = ?, hold_user = ? WHERE id = ?",
            arguments: [reason, UnixTime.now().milliseconds, Int64(by.uid), Int64(by.pid), by.user, model.id])
    }
}

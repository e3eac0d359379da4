import Domain
import GRDB

extension VersionRegistry {
    /// Puts a held or set-aside batch back into the queue.
    ///
    /// - Parameters:
    ///   - reading: Its file read again; needed where the batch has no digest of rows, since the model's form is not the one it was taken
    ///     under. The batch is refused if the file is.
    ///   - formSettings: The settings under which it was read (JSON).
    /// - Throws: `Refusal` of kind `conflict` for another state, or while a twin of it counts.
    @discardableResult
    public func requeue(_ id: BatchID, reading: BatchReading? = nil, formSettings: [UInt8]? = nil) async throws -> BatchInfo {
        try await write { database in
            let batch = try BatchRow.fetch(database, id)
            try Self.require(batch, in: [.held, .setAside], toBe: "requeued")
            guard let reading else {
                guard batch.rowsDigest != nil else {
                    throw Refusal(
                        .conflict,
                        what: "batch \(id) was read with earlier settings of '\(batch.model)' and must be read again first"
                    )
                }
                try Self.requireNoTwin(database, of: batch, rowsDigest: batch.rowsDigest)
                try BatchRow.setState(database, id, .waiting, reason: nil)
                return try BatchRow.fetch(database, id)
            }
            try Relearn.write(database, reading)
            switch reading.verdict {
            case .refused(let reason): try BatchRow.setState(database, id, .refused, reason: reason)
            case .accepted(let schema, let extended):
                let model = try ModelRow.fetchBegun(database, batch.model)
                if let known = model.info.schema {
                    try Intake.extend(database, model, known, to: schema, from: extended, at: "\(batch.model)/\(batch.fileName)")
                } else {
                    try Intake.setForm(database, model, schema: schema, settings: formSettings)
                }
                try Self.requireNoTwin(database, of: batch, rowsDigest: reading.rowsDigest)
                try BatchRow.setState(database, id, .waiting, reason: nil)
            }
            return try BatchRow.fetch(database, id)
        }
    }

    private static func requireNoTwin(_ database: Database, of batch: BatchInfo, rowsDigest: Digest?) throws {
        guard let digest = batch.digest else { return }
        let twin = try Int64.fetchOne(
            database,
            sql: """
                SELECT batch.id FROM batch JOIN model ON model.id = batch.model_id WHERE model.name = ?1 AND batch.id <> ?2
                    AND (batch.digest = ?3 OR batch.rows_digest = ?4) AND state IN ('waiting', 'training', 'learned', 'held')
                """,
            arguments: [batch.model.text, batch.id.rawValue, digest.data, rowsDigest?.data]
        )
        if let twin {
            throw Refusal(
                .conflict,
                what:
                    "batch \(twin) has the same rows as batch \(batch.id) and is \(try BatchRow.fetch(database, BatchID(twin)).state.words)",
                fix: "leave batch \(batch.id) where it is"
            )
        }
    }
}

import Domain
import FoundationEssentials
import GRDB

extension VersionRegistry {
    /// Records taken files, in order, in one transaction: what happens to a file is decided here, once.
    ///
    /// - A source that is recorded already, with the same bytes, gives its batch again and changes nothing.
    /// - A readable file whose bytes or rows a batch of the model has that waits, trains, is learned, held or set aside, is a `duplicate`. A twin
    ///   that was refused does not count. What a rollback or a person set aside is not learned again unseen: `requeue` does that.
    /// - Any other readable file waits. The model's first sets its schema.
    ///
    /// - Throws: `Refusal` of kind `conflict`, recording none of them, if a schema differs from the model's.
    public func recordIntake(_ records: [IntakeRecord]) async throws -> [IntakeResult] {
        try await write { database in try records.map { try Intake.record(database, $0) } }
    }
}

/// Recording one taken file inside a transaction.
enum Intake {
    static func record(_ database: Database, _ record: IntakeRecord) throws -> IntakeResult {
        if let batch = try recorded(database, record) { return try result(database, batch, isNew: false) }
        let model = try ModelRow.ensure(database, record.model)
        let id =
            switch record.verdict {
            case .refused(let reason): try insert(database, record, model, .refused, reason: reason)
            case .accepted(let schema, let extended): try accept(database, record, model, schema: schema, extending: extended)
            }
        try database.cachedStatement(
            sql: """
                INSERT OR REPLACE INTO source (device, inode, modified_ns, changed_ns, byte_count, batch_id) VALUES (?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: key(record.source) + [id.rawValue])
        return try result(database, BatchRow.fetch(database, id), isNew: true)
    }

    private static func result(_ database: Database, _ batch: BatchInfo, isNew: Bool) throws -> IntakeResult {
        IntakeResult(batch: batch, isNew: isNew, hasModel: try ModelRow.find(database, batch.model)?.info.schema != nil)
    }

    private static func recorded(_ database: Database, _ record: IntakeRecord) throws -> BatchInfo? {
        let statement = try database.cachedStatement(
            sql: """
                SELECT batch_id FROM source WHERE device = ? AND inode = ? AND modified_ns = ? AND changed_ns = ? AND byte_count = ?
                """
        )
        guard let id = try Int64.fetchOne(statement, arguments: key(record.source)) else { return nil }
        let batch = try BatchRow.fetch(database, BatchID(id))
        return batch.digest == record.digest && batch.model == record.model ? batch : nil
    }

    private static func accept(
        _ database: Database,
        _ record: IntakeRecord,
        _ model: ModelRow,
        schema: [UInt8],
        extending extended: [UInt8]?
    )
        throws -> BatchID
    {
        guard let digest = record.digest else {
            throw Refusal(.failed, what: "a file was accepted without its digest", at: "\(record.model)/\(record.fileName)")
        }
        if let known = model.info.schema {
            try extend(database, model, known, to: schema, from: extended, at: "\(record.model)/\(record.fileName)")
        } else {
            try setForm(database, model, schema: schema, settings: record.formSettings)
        }
        let twin = try twin(database, model, digest: digest, rowsDigest: record.rowsDigest, counting: counted + [.setAside])
        return try insert(database, record, model, twin == nil ? .waiting : .duplicate, duplicateOf: twin)
    }

    /// - Throws: `Refusal` where the file was read under another form than the model's.
    static func extend(
        _ database: Database,
        _ model: ModelRow,
        _ known: [UInt8],
        to schema: [UInt8],
        from extended: [UInt8]?,
        at place: String
    ) throws {
        guard known != schema else { return }
        guard known == extended else { throw otherSchema(at: place, model.info.name) }
        try database.execute(sql: "UPDATE model SET schema = ? WHERE id = ?", arguments: [Document.text(schema), model.id])
    }

    static func setForm(_ database: Database, _ model: ModelRow, schema: [UInt8], settings: [UInt8]?) throws {
        try database.execute(
            sql: "UPDATE model SET schema = ?, form_settings = ? WHERE id = ?",
            arguments: [Document.text(schema), settings.map(Document.text), model.id]
        )
    }

    static func otherSchema(at place: String, _ model: ModelName) -> Refusal {
        Refusal(
            .conflict,
            what: "the file was read under a schema that is not the model's",
            at: place,
            fix: "read it again under the schema that 'learnctl show \(model)' gives"
        )
    }

    /// The states of what is learned or may still be.
    static let counted: [BatchState] = [.waiting, .training, .learned, .held]

    /// The oldest batch of the model that has these bytes or these rows and one of the states.
    static func twin(
        _ database: Database,
        _ model: ModelRow,
        digest: Digest,
        rowsDigest: Digest?,
        counting states: [BatchState] = counted
    ) throws -> Int64? {
        let states = states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        for (column, value) in [("digest", digest), ("rows_digest", rowsDigest)] {
            guard let value else { continue }
            let statement = try database.cachedStatement(
                sql: """
                    SELECT id FROM batch WHERE model_id = ? AND \(column) = ?
                        AND state IN (\(states)) ORDER BY id LIMIT 1
                    """
            )
            if let id = try Int64.fetchOne(statement, arguments: [model.id, value.data]) { return id }
        }
        return nil
    }

    private static func insert(
        _ database: Database,
        _ record: IntakeRecord,
        _ model: ModelRow,
        _ state: BatchState,
        reason: String? = nil,
        duplicateOf: Int64? = nil
    ) throws -> BatchID {
        try database.cachedStatement(
            sql: """
                INSERT INTO batch (model_id, digest, rows_digest, file_name, byte_count, row_count, refused_row_count, warnings,
                    notes, state, reason, received_at, duplicate_of)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
        ).execute(arguments: [
            model.id, record.digest?.data, record.rowsDigest?.data, record.fileName, record.byteCount, record.rowCount,
            // What there is to say of a duplicate stands with its original, and names that one's list of rows.
            record.refusedRowCount, try Document.list(duplicateOf == nil ? record.warnings : []), try Document.list(record.notes),
            state.rawValue, reason,
            UnixTime.now().milliseconds, duplicateOf,
        ])
        return BatchID(database.lastInsertedRowID)
    }

    private static func key(_ source: SourceIdentity) -> StatementArguments {
        [
            Int64(bitPattern: source.device), Int64(bitPattern: source.inode), source.modifiedNanoseconds, source.changedNanoseconds,
            source.byteCount,
        ]
    }
}

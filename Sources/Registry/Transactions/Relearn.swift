import Domain
import GRDB

extension VersionRegistry {
    /// The files that `relearn` takes, oldest first: all with archived bytes but those set aside (a person or a rollback took them out) and
    /// their duplicates, which would bring the same rows back.
    public func filesToRelearn(of name: ModelName) async throws -> [BatchInfo] {
        try await read { try Relearn.files($0, ModelRow.fetchBegun($0, name)) }
    }

    /// Has a model learned again from its first file on: its versions, jobs and activation log go, its form is that of the first readable
    /// file, and all files wait again in the order they came, as far as they can still be read and bring something new.
    ///
    /// Blobs stay until `sweepOrphans`. Version numbers go on. A paused model stays paused.
    ///
    /// - Throws: `StaleReadings` unless exactly the files of `filesToRelearn` were read; `Refusal` of kind `conflict` where none of them is
    ///   readable. Nothing is changed then.
    public func relearn(_ relearning: Relearning) async throws -> RelearnOutcome {
        try await write { try Relearn.run($0, relearning) }
    }
}

/// Relearning a model inside a transaction.
enum Relearn {
    static func files(_ database: Database, _ model: ModelRow) throws -> [BatchInfo] {
        try BatchRow.fetchAll(
            database,
            where: """
                LEFT JOIN batch original ON original.id = batch.duplicate_of
                WHERE batch.model_id = ? AND batch.digest IS NOT NULL AND batch.state <> 'set_aside' AND original.state IS NOT 'set_aside'
                ORDER BY batch.id
                """,
            [model.id]
        )
    }

    static func run(_ database: Database, _ relearning: Relearning) throws -> RelearnOutcome {
        let model = try ModelRow.fetchBegun(database, relearning.model)
        let before = try files(database, model)
        guard before.map(\.id) == relearning.readings.map(\.batch) else { throw StaleReadings(model: relearning.model) }
        let schema = try schema(of: relearning, before)
        let staleJob = try VersionRegistry.runningJob(database, of: model)

        let versions = try clear(database, model)
        try Intake.setForm(database, model, schema: schema, settings: relearning.formSettings)
        // What is not read again is no longer known to be readable.
        try database.execute(
            sql: "UPDATE batch SET rows_digest = NULL, notes = '[]', retry_group = NULL WHERE model_id = ?",
            arguments: [model.id]
        )
        for file in before { try setState(database, file.id, .refused, reason: nil) }
        for (file, reading) in zip(before, relearning.readings) { try requeue(database, model, file, reading) }

        let batches = try before.map { try BatchRow.fetch(database, $0.id) }
        return RelearnOutcome(
            change: try VersionRegistry.record(
                database,
                relearning.model,
                relearning.kind,
                versions: versions,
                batches: batches.count { $0.state == .waiting },
                by: relearning.by,
                reason: relearning.reason
            ),
            batches: batches,
            newlyRefused: zip(before, batches).filter { $0.state != .refused && $1.state == .refused }.map(\.0.id),
            setAside: try Int.fetchOne(
                database,
                sql: "SELECT COUNT(*) FROM batch WHERE model_id = ? AND state = 'set_aside'",
                arguments: [model.id]
            ) ?? 0,
            schema: schema,
            staleJob: staleJob
        )
    }

    /// The one schema under which all readable files were read, as the last of them has extended it.
    private static func schema(of relearning: Relearning, _ files: [BatchInfo]) throws -> [UInt8] {
        var found: [UInt8]?
        for (file, reading) in zip(files, relearning.readings) {
            guard case .accepted(let schema, let extended) = reading.verdict else { continue }
            guard found == nil || found == schema || found == extended else {
                throw Intake.otherSchema(at: "\(file.model)/\(file.fileName)", file.model)
            }
            found = schema
        }
        if let found { return found }
        guard let first = files.first, case .refused(let reason)? = relearning.readings.first?.verdict else {
            throw Refusal(
                .conflict,
                what: "model '\(relearning.model)' has no file to learn again: all are set aside, or were refused unread",
                fix: "see 'learnctl batches --model \(relearning.model)'"
            )
        }
        throw Refusal(
            .conflict,
            what:
                "no file of '\(relearning.model)' can be read under the present settings, so nothing was changed; batch \(first.id): \(reason)",
            fix: "correct the settings of '\(relearning.model)', 'learnctl reload', and try again"
        )
    }

    /// Takes a model's versions and jobs away, and what hangs on them.
    ///
    /// - Returns: How many versions there were.
    static func clear(_ database: Database, _ model: ModelRow) throws -> Int {
        let versions = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM version WHERE model_id = ?", arguments: [model.id]) ?? 0
        for statement in [
            "UPDATE model SET serving_version = NULL, head_version = NULL, specification = NULL WHERE id = ?",
            "DELETE FROM activation WHERE model_id = ?", "DELETE FROM version_part WHERE model_id = ?",
            "DELETE FROM version_batch WHERE model_id = ?",
            // Jobs and versions refer to each other.
            "UPDATE job SET parent_version = NULL WHERE model_id = ?", "DELETE FROM version WHERE model_id = ?",
            "DELETE FROM job_batch WHERE job_id IN (SELECT id FROM job WHERE model_id = ?)", "DELETE FROM job WHERE model_id = ?",
        ] {
            try database.execute(sql: statement, arguments: [model.id])
        }
        return versions
    }

    /// Decides on a file as the intake does, by those before it.
    private static func requeue(_ database: Database, _ model: ModelRow, _ file: BatchInfo, _ reading: BatchReading) throws {
        try write(database, reading)
        switch reading.verdict {
        case .refused(let reason): try setState(database, file.id, .refused, reason: reason)
        case .accepted:
            guard let digest = file.digest else { preconditionFailure("batch \(file.id) was read and has no digest") }
            let twin = try Intake.twin(database, model, digest: digest, rowsDigest: reading.rowsDigest)
            try setState(database, file.id, twin == nil ? .waiting : .duplicate, reason: nil, duplicateOf: twin)
        }
    }

    private static func setState(
        _ database: Database,
        _ id: BatchID,
        _ state: BatchState,
        reason: String?,
        duplicateOf: Int64? = nil
    ) throws {
        try database.cachedStatement(sql: "UPDATE batch SET state = ?, reason = ?, duplicate_of = ? WHERE id = ?")
            .execute(arguments: [state.rawValue, reason, duplicateOf, id.rawValue])
    }

    /// What reading a file told, without what follows from it.
    static func write(_ database: Database, _ reading: BatchReading) throws {
        try database.cachedStatement(
            sql: "UPDATE batch SET rows_digest = ?, row_count = ?, refused_row_count = ?, warnings = ?, notes = ? WHERE id = ?"
        ).execute(arguments: [
            reading.rowsDigest?.data, reading.rowCount, reading.refusedRowCount, try Document.list(reading.warnings),
            try Document.list(reading.notes), reading.batch.rawValue,
        ])
    }
}

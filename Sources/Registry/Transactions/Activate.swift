import Domain
import GRDB

extension VersionRegistry {
    /// The one place where the serving version changes, inside a transaction.
    ///
    /// Batches follow the lineage: all that `to` and its ancestors learned is `learned`, whatever it was before (going forward again takes
    /// it out of the queue); what the version left knew and `to` does not becomes `state`. What both
    /// descend from is left alone, so a version that continues the last costs no more for a long history.
    @discardableResult
    static func activate(
        _ database: Database,
        _ model: ModelRow,
        to: VersionNumber,
        _ kind: ActivationKind,
        by: Initiator,
        reason: String?,
        leaving state: BatchState,
        leavingReason: String?
    ) throws -> ActivationOutcome {
        let (left, gained) = try VersionRow.divergence(database, of: model, from: model.info.headVersion, to: to)
        let known = try VersionRow.batches(database, of: gained, of: model)
        var leaving = try VersionRow.batches(database, of: left, of: model).subtracting(known)
        if kind == .fallback {
            // What the version left says of its batches may be the very damage.
            leaving.formUnion(try VersionRow.unnamed(database, of: model))
            leaving.subtract(try VersionRow.batches(database, of: VersionRow.lineage(database, from: to, of: model), of: model))
        }

        var learnedSince: [BatchInfo] = []
        for id in leaving.sorted() where try BatchRow.fetch(database, id).state == .learned {
            try BatchRow.setState(database, id, state, reason: leavingReason)
            learnedSince.append(try BatchRow.fetch(database, id))
        }
        var learnedAgain: [BatchInfo] = []
        for id in known.sorted() where try BatchRow.fetch(database, id).state != .learned {
            try BatchRow.setState(database, id, .learned, reason: nil)
            learnedAgain.append(try BatchRow.fetch(database, id))
        }
        try database.execute(
            sql: "UPDATE model SET serving_version = ?1, head_version = ?1 WHERE id = ?2",
            arguments: [to.rawValue, model.id]
        )
        try database.execute(
            sql: """
                INSERT INTO activation (model_id, kind, from_version, to_version, uid, pid, user, reason, at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                model.id, kind.rawValue, model.info.servingVersion?.rawValue, to.rawValue, Int64(by.uid), Int64(by.pid), by.user, reason,
                UnixTime.now().milliseconds,
            ]
        )
        return ActivationOutcome(
            model: model.info.name,
            from: model.info.servingVersion,
            to: to,
            learnedSince: learnedSince,
            learnedAgain: learnedAgain,
            staleJob: kind == .learned ? nil : try runningJob(database, of: model),
            applied: true
        )
    }
}

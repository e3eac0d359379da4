import Domain
import GRDB

extension VersionRegistry {
    /// A model's activation log, newest first. Empty for a model that was removed.
    public func history(of name: ModelName, before: Int64? = nil, limit: Int = .max) async throws -> [ActivationInfo] {
        try await read { database in
            let isGone = try ModelRow.find(database, name)?.info.schema == nil
            if try isGone && Self.hasChanges(database, of: name) { return [] }
            let model = try ModelRow.fetch(database, name)
            let rows = try Row.fetchAll(
                database,
                sql: "SELECT * FROM activation WHERE model_id = ? AND id < ? ORDER BY id DESC LIMIT ?",
                arguments: [model.id, before ?? .max, limit]
            )
            return try rows.map { row in
                ActivationInfo(
                    id: row["id"],
                    model: name,
                    kind: try row.known("kind"),
                    from: row.version("from_version"),
                    to: VersionNumber(row["to_version"]),
                    by: row.initiator("uid", "pid", "user"),
                    reason: row["reason"],
                    at: row.time("at")
                )
            }
        }
    }

    /// Goes back: `to` serves and is the training head, what was learned since is taken out (or queued again), and the model is paused, so
    /// that the next file does not bring the fault back unseen.
    ///
    /// - Parameters:
    ///   - to: Nil for the nearest ancestor of the serving version that has served; so a second rollback goes further back, never to
    ///     the version left by the first.
    ///   - requeue: Whether what was learned since waits again, instead of being set aside.
    ///   - dryRun: Only tells what it would do.
    /// - Throws: `Refusal`: `notFound` for an unknown version; `conflict` where there is nothing to go back to, or `to` is held or serving.
    public func rollback(
        _ name: ModelName,
        to: VersionNumber?,
        requeue: Bool,
        reason: String?,
        by: Initiator,
        dryRun: Bool
    ) async throws -> ActivationOutcome {
        let body: @Sendable (Database) throws -> ActivationOutcome = { database in
            let model = try ModelRow.fetch(database, name)
            let target = try Self.rollbackTarget(database, model, to: to)
            let suffix = reason.map { ": \($0)" } ?? ""
            let from = model.info.servingVersion.map { "from version \($0) " } ?? ""
            let words = "rolled back \(from)to \(target)\(suffix)"
            let outcome = try Self.activate(
                database,
                model,
                to: target,
                .rollback,
                by: by,
                reason: reason,
                leaving: requeue ? .waiting : .setAside,
                leavingReason: requeue ? nil : words
            )
            try Self.pause(database, model, reason: words, by: by)
            return outcome
        }
        return dryRun ? try await rehearse(body) : try await write(body)
    }

    /// At start, when the serving version will not load: `to` serves instead and the model is paused. What the version left had learned
    /// is set aside, to be queued again by a person, or learned again by going forward once the version loads.
    public func fallback(_ name: ModelName, to: VersionNumber, reason: String) async throws -> ActivationOutcome {
        try await write { database in
            let model = try ModelRow.fetch(database, name)
            let target = try Self.rollbackTarget(database, model, to: to)
            let outcome = try Self.activate(
                database,
                model,
                to: target,
                .fallback,
                by: .daemon,
                reason: reason,
                leaving: .setAside,
                leavingReason: reason
            )
            try Self.pause(database, model, reason: "fell back to version \(target): \(reason)", by: .daemon)
            return outcome
        }
    }

    /// Lets a held version serve: a person knows better than the gate. It becomes the training head and its batches are learned. If others
    /// were learned meanwhile, which it does not know, they wait again.
    ///
    /// - Throws: `Refusal`: `notFound` for an unknown version, `conflict` for one that is not held.
    public func promote(_ number: VersionNumber, of name: ModelName, reason: String?, by: Initiator) async throws -> ActivationOutcome {
        try await write { database in
            let model = try ModelRow.fetch(database, name)
            let version = try VersionRow.fetch(database, number, of: model)
            guard version.state == .held else {
                guard model.info.servingVersion != number else { throw Self.isServing(number, name) }
                throw Refusal(
                    .conflict,
                    what: "version \(number) of '\(name)' is not held: it has served",
                    fix: "use 'learnctl rollback \(name) --to \(number)'"
                )
            }
            try database.execute(
                sql: "UPDATE version SET state = 'accepted' WHERE model_id = ? AND number = ?",
                arguments: [model.id, number.rawValue]
            )
            return try Self.activate(database, model, to: number, .promoted, by: by, reason: reason, leaving: .waiting, leavingReason: nil)
        }
    }

    private static func rollbackTarget(_ database: Database, _ model: ModelRow, to: VersionNumber?) throws -> VersionNumber {
        let name = model.info.name
        guard let to else {
            let ancestors = try VersionRow.lineage(database, from: model.info.servingVersion, of: model).dropFirst()
            let served = try ancestors.first { ancestor in
                try Bool.fetchOne(
                    database,
                    sql: "SELECT EXISTS (SELECT 1 FROM activation WHERE model_id = ? AND to_version = ?)",
                    arguments: [model.id, ancestor.rawValue]
                ) ?? false
            }
            guard let served else {
                let serving = model.info.servingVersion.map { "version \($0) is the first that served" } ?? "no version serves yet"
                throw Refusal(.conflict, what: "model '\(name)' has nothing to go back to: \(serving)")
            }
            return served
        }
        let version = try VersionRow.fetch(database, to, of: model)
        guard version.state == .accepted else {
            throw Refusal(
                .conflict,
                what: "version \(to) of '\(name)' is held by the gate",
                fix: "use 'learnctl promote \(name) \(to)' to let it serve"
            )
        }
        guard model.info.servingVersion != to else { throw isServing(to, name) }
        return to
    }

    private static func isServing(_ number: VersionNumber, _ name: ModelName) -> Refusal {
        Refusal(.conflict, what: "version \(number) of '\(name)' is already serving")
    }

    /// Runs a change and takes it back.
    private func rehearse(_ body: @escaping @Sendable (Database) throws -> ActivationOutcome) async throws -> ActivationOutcome {
        try await write { database in
            var outcome: ActivationOutcome?
            try database.inSavepoint {
                outcome = try body(database)
                return .rollback
            }
            guard var outcome else { throw Refusal(.failed, what: "the rehearsal did not run") }
            outcome.applied = false
            return outcome
        }
    }
}

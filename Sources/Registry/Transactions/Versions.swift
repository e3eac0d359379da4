import Domain
import FoundationEssentials
import GRDB

extension VersionRegistry {
    /// Makes a job's candidate a version: the version with its parts and batches, the batches' states, and, where the gate accepted it,
    /// the serving alias, the training head and the activation log. All in one transaction, or not at all.
    ///
    /// - Throws: `StaleParent` if the training head is not the one the job continued from; `Refusal` if the job does not run or a part is
    ///   not stored.
    public func commitVersion(_ commit: VersionCommit) async throws -> VersionInfo {
        try await write { database in
            let job = try JobRow.fetchRunning(database, commit.job)
            let model = try ModelRow.fetch(database, job.model)
            guard model.info.headVersion == commit.expectedHead, job.parent == commit.expectedHead else {
                throw StaleParent(model: job.model, expected: commit.expectedHead, found: model.info.headVersion)
            }
            let number = try Self.insertVersion(database, commit, job, model)
            switch commit.verdict {
            case .accepted:
                try Self.activate(
                    database,
                    model,
                    to: number,
                    .learned,
                    by: .daemon,
                    reason: job.purpose == .refine ? job.purpose.rawValue : nil,
                    leaving: .waiting,
                    leavingReason: nil
                )
            case .held(let reason):
                for batch in job.batches where batch.state == .training { try BatchRow.setState(database, batch.id, .held, reason: reason) }
            }
            try JobRow.end(database, commit.job, .succeeded, error: nil)
            try Self.dropWhatIsMadeAgain(database, model)
            return try VersionRow.fetch(database, number, of: model)
        }
    }

    private static func insertVersion(_ database: Database, _ commit: VersionCommit, _ job: JobInfo, _ model: ModelRow) throws
        -> VersionNumber
    {
        // Not from the versions that there are: a number is never used again, and the model may have been learned anew.
        let number = VersionNumber(model.lastVersion + 1)
        try database.execute(sql: "UPDATE model SET last_version = ? WHERE id = ?", arguments: [number.rawValue, model.id])
        let (state, reason): (VersionState, String?) =
            switch commit.verdict {
            case .accepted: (.accepted, nil)
            case .held(let reason): (.held, reason)
            }
        try database.execute(
            sql: """
                INSERT INTO version (model_id, number, digest, parent, state, reason, job_id, report, evaluation, precision, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
            arguments: [
                model.id, number.rawValue, commit.digest.data, job.parent?.rawValue, state.rawValue, reason, job.id.rawValue,
                Document.text(commit.report), Document.text(commit.evaluation), commit.precision.rawValue, UnixTime.now().milliseconds,
            ]
        )
        for part in commit.parts {
            let blob = try Int64.fetchOne(
                database.cachedStatement(sql: "SELECT id FROM blob WHERE digest = ? AND complete AND NOT dropped"),
                arguments: [part.digest.data]
            )
            guard let blob else {
                throw Refusal(
                    .failed,
                    what: "part '\(part.name)' (\(part.digest.short)) was not stored",
                    at: "version \(number) of '\(job.model)'"
                )
            }
            try database.cachedStatement(sql: "INSERT INTO version_part (model_id, number, name, kind, blob_id) VALUES (?, ?, ?, ?, ?)")
                .execute(arguments: [model.id, number.rawValue, part.name, part.kindText, blob])
        }
        for (position, batch) in job.batches.enumerated() {
            try database.cachedStatement(sql: "INSERT INTO version_batch (model_id, number, position, batch_id) VALUES (?, ?, ?, ?)")
                .execute(arguments: [model.id, number.rawValue, position, batch.id.rawValue])
        }
        return number
    }

    /// How many versions of a model are kept.
    public func versionCount(of name: ModelName) async throws -> Int {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            return try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM version WHERE model_id = ?", arguments: [model.id]) ?? 0
        }
    }

    /// A model's versions, newest first.
    ///
    /// - Parameter before: Only those older than this one: the last of the page before.
    public func versions(of name: ModelName, before: VersionNumber? = nil, limit: Int = .max) async throws -> [VersionInfo] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            return try Row.fetchAll(
                database,
                sql: VersionRow.select + "WHERE model_id = ? AND number < ? ORDER BY number DESC LIMIT ?",
                arguments: [model.id, before?.rawValue ?? .max, limit]
            ).map { try VersionRow.info(database, $0, of: model) }
        }
    }

    /// - Throws: `Refusal` of kind `notFound`.
    public func version(_ number: VersionNumber, of name: ModelName) async throws -> VersionInfo {
        try await read { try VersionRow.fetch($0, number, of: ModelRow.fetch($0, name)) }
    }

    /// What a version descends from, nearest first.
    public func ancestors(of number: VersionNumber, of name: ModelName) async throws -> [VersionInfo] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            _ = try VersionRow.fetch(database, number, of: model)
            return try VersionRow.lineage(database, from: number, of: model).dropFirst()
                .map { try VersionRow.fetch(database, $0, of: model) }
        }
    }

    /// The serving version and what it descends from, nearest first; empty where none serves.
    public func lineage(ofServing name: ModelName) async throws -> [VersionNumber] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            return try VersionRow.lineage(database, from: model.info.servingVersion, of: model)
        }
    }

    /// What a version's digest is made from.
    public func origin(of number: VersionNumber, of name: ModelName) async throws -> VersionOrigin {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            let version = try VersionRow.fetch(database, number, of: model)
            let job = try JobRow.fetch(database, version.job)
            return VersionOrigin(
                digest: version.digest,
                parts: try VersionRow.parts(database, number, of: model),
                specification: job.specification,
                purpose: job.purpose,
                parent: try version.parent.map { try VersionRow.fetch(database, $0, of: model).digest },
                batches: version.batches.compactMap(\.digest)
            )
        }
    }

    /// The numbers of a model's versions, newest first.
    public func versionNumbers(of name: ModelName) async throws -> [VersionNumber] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            return try Int.fetchAll(
                database,
                sql: "SELECT number FROM version WHERE model_id = ? ORDER BY number DESC",
                arguments: [model.id]
            ).map { VersionNumber($0) }
        }
    }

    /// What a version consists of, by name.
    public func parts(of number: VersionNumber, of name: ModelName) async throws -> [PartReference] {
        try await read { database in
            let model = try ModelRow.fetch(database, name)
            _ = try VersionRow.fetch(database, number, of: model)
            return try VersionRow.parts(database, number, of: model)
        }
    }
}

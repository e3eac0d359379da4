import Domain
import FoundationEssentials
import GRDB

extension VersionRegistry {
    /// Of the files that batches name, and of those that are still to be removed from the archive.
    public func knownDigests() async throws -> (batches: Set<Digest>, discarded: Set<Digest>) {
        try await read { database in
            func digests(_ sql: String) throws -> Set<Digest> { Set(try Data.fetchAll(database, sql: sql).map { Digest($0) }) }
            return (
                batches: try digests("SELECT DISTINCT digest FROM batch WHERE digest IS NOT NULL"),
                discarded: try digests("SELECT digest FROM discarded_file")
            )
        }
    }

    /// Whether no file was ever recorded, or none is left: models that were removed take theirs along.
    public func isWithoutBatches() async throws -> Bool {
        try await read { try Int.fetchOne($0, sql: "SELECT EXISTS (SELECT 1 FROM batch)") == 0 }
    }

    /// - Throws: `Refusal` of kind `notFound`.
    public func batch(_ id: BatchID) async throws -> BatchInfo {
        try await read { try BatchRow.fetch($0, id) }
    }

    /// Batches, newest first.
    ///
    /// - Parameters:
    ///   - model: Nil for all models'.
    ///   - states: Nil for all states.
    ///   - before: Only those older than this one: the last of the page before.
    public func batches(of model: ModelName?, states: Set<BatchState>? = nil, before: BatchID? = nil, limit: Int = 100) async throws
        -> [BatchInfo]
    {
        try await read { database in
            let key = try model.map { try ModelRow.fetchBegun(database, $0).id }
            let chosen = (states ?? Set(BatchState.allCases)).map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
            return try BatchRow.fetchAll(
                database,
                where: """
                    WHERE (?1 IS NULL OR batch.model_id = ?1) AND batch.state IN (\(chosen)) AND batch.id < ?2 ORDER BY batch.id DESC LIMIT ?3
                    """,
                [key, before?.rawValue ?? Int64.max, limit]
            )
        }
    }

    /// A model's batches of the same bytes, newest first.
    public func batches(of model: ModelName, digest: Digest) async throws -> [BatchInfo] {
        try await read { database in
            guard let model = try ModelRow.find(database, model) else { return [] }
            return try BatchRow.fetchAll(
                database,
                where: "WHERE batch.model_id = ? AND batch.digest = ? ORDER BY batch.id DESC",
                [model.id, digest.data]
            )
        }
    }

    /// How many batches of each state a model has; states without any are left out.
    public func batchCounts() async throws -> [ModelName: [BatchState: Int]] {
        try await read { database in
            var counts: [ModelName: [BatchState: Int]] = [:]
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT model.name, batch.state, COUNT(*) AS count FROM batch JOIN model ON model.id = batch.model_id
                    GROUP BY batch.model_id, batch.state
                    """
            )
            for row in rows { counts[try ModelName(row["name"]), default: [:]][try row.known("state")] = row["count"] }
            return counts
        }
    }

    /// How many batches of each model are set aside because their job failed, and not by a person. One pass over the jobs.
    public func failedCounts() async throws -> [ModelName: Int] {
        try await read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT model.name, COUNT(DISTINCT batch.id) AS count
                    FROM job CROSS JOIN job_batch ON job_batch.job_id = job.id CROSS JOIN batch ON batch.id = job_batch.batch_id
                    JOIN model ON model.id = batch.model_id
                    WHERE job.state = 'failed' AND batch.state = 'set_aside' AND batch.reason = job.last_error
                    GROUP BY batch.model_id
                    """
            )
            var counts: [ModelName: Int] = [:]
            for row in rows { counts[try ModelName(row["name"])] = row["count"] }
            return counts
        }
    }

    /// Of every model: whether it is paused, and how many of its files are in a state in which they may change by themselves or by a person. Costs
    /// as much as there are such files, however many were learned.
    public func openFiles() async throws -> [OpenFiles] {
        let states = OpenFiles.states.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        return try await read { database in
            var models: [OpenFiles] = []
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT model.name, model.hold_since IS NOT NULL AS is_paused, batch.state, COUNT(batch.id) AS count
                    FROM model LEFT JOIN batch ON batch.model_id = model.id AND batch.state IN (\(states))
                    WHERE model.schema IS NOT NULL GROUP BY model.id, batch.state ORDER BY model.name
                    """
            )
            for row in rows {
                let name = try ModelName(row["name"])
                if models.last?.model != name { models.append(OpenFiles(model: name, isPaused: row["is_paused"])) }
                if (row["state"] as String?) != nil { models[models.count - 1].counts[try row.known("state")] = row["count"] }
            }
            return models
        }
    }

    /// Takes a batch out of the queue. One that was set aside since its job failed is then set aside by a person.
    ///
    /// - Throws: `Refusal` of kind `conflict` unless it waits, is held or set aside.
    @discardableResult
    public func setAside(_ id: BatchID, reason: String) async throws -> BatchInfo {
        try await move(id, from: [.held, .waiting, .setAside], to: .setAside, reason: reason, "set aside")
    }

    /// Marks a waiting batch as not readable after all.
    ///
    /// - Throws: `Refusal` of kind `conflict` unless it waits.
    @discardableResult
    public func refuse(_ id: BatchID, reason: String) async throws -> BatchInfo {
        try await move(id, from: [.waiting], to: .refused, reason: reason, "refused")
    }

    private func move(
        _ id: BatchID,
        from states: [BatchState],
        to state: BatchState,
        reason: String?,
        _ verb: String
    ) async throws -> BatchInfo {
        try await write { database in
            let batch = try BatchRow.fetch(database, id)
            try Self.require(batch, in: states, toBe: verb)
            try BatchRow.setState(database, id, state, reason: reason)
            return try BatchRow.fetch(database, id)
        }
    }

    /// - Parameter verb: Completes "only held or set-aside files can be …".
    static func require(_ batch: BatchInfo, in states: [BatchState], toBe verb: String) throws {
        guard states.contains(batch.state) else {
            let words = states.map { $0.words.replacing(" ", with: "-") }
            let allowed = words.dropLast().joined(separator: ", ") + (words.count > 1 ? " or " : "") + (words.last ?? "")
            throw Refusal(.conflict, what: "batch \(batch.id) is \(batch.state.present); only \(allowed) files can be \(verb)")
        }
    }
}

extension BatchState {
    /// For sentences.
    var words: String { self == .setAside ? "set aside" : rawValue }

    /// How a file stands that is not as it would have to be.
    fileprivate var present: String {
        switch self {
        case .waiting, .learned: "already \(words)"
        case .training: "being learned"
        case .duplicate: "a duplicate"
        case .held, .setAside, .refused: words
        }
    }
}

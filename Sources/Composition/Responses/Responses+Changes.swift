import Domain
import Hashing
import LearnAPI
import Pipeline
import Registry
import Rows

extension RelearnResponse {
    /// - Parameters:
    ///   - notes: What was understood of the file that decided the form.
    ///   - paused: The model's, which relearning leaves.
    init(_ outcome: RelearnOutcome, notes: [String], paused: ModelInfo.Pause?) throws {
        let schema = try CanonicalJSON.decode(Schema.self, from: outcome.schema)
        let refused = Set(outcome.newlyRefused)
        let warnings = outcome.batches.first { $0.state != .refused }?.warnings ?? []
        self.init(
            model: outcome.change.model,
            versions: outcome.change.versions,
            waiting: outcome.change.batches,
            duplicates: outcome.batches.count { $0.state == .duplicate },
            refused: outcome.batches.filter { refused.contains($0.id) }.map { BatchResponse($0) },
            setAside: outcome.setAside,
            label: schema.heads.map(\.name).joined(separator: ", "),
            task: schema.task,
            notes: notes.isEmpty ? nil : notes,
            warnings: warnings.isEmpty ? nil : warnings,
            paused: paused.map { PauseState($0) }
        )
    }

    init(_ outcome: RelearnOutcome, _ registry: VersionRegistry) async throws {
        let model = outcome.change.model
        try self.init(outcome, notes: await registry.notes(of: model), paused: await registry.model(model).paused)
    }
}

extension RemoveResponse {
    init(_ removal: Removal) {
        self.init(
            model: removal.change.model,
            versions: removal.change.versions,
            files: removal.change.batches,
            archivedFiles: removal.archivedFiles,
            unreadFiles: removal.unreadFiles > 0 ? removal.unreadFiles : nil
        )
    }
}

extension ModelChange {
    init(_ change: ModelChangeInfo) {
        self.init(
            id: change.id,
            kind: change.kind,
            versions: change.versions,
            files: change.batches,
            by: LearnAPI.Initiator(change.by),
            reason: change.reason,
            at: change.at.iso8601
        )
    }
}

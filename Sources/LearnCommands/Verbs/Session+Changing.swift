import Domain
import LearnAPI

/// The verbs that change something, all over the admin socket.
extension Session {
    /// Goes back to an earlier version and prints what became of its files; the model is paused then.
    public func rollback(_ model: ModelName, _ request: RollbackRequest) async throws {
        try show(try await client.rollback(model, request), ActivationWords.rollback)
    }

    /// Has a version that the gate held serve.
    public func promote(_ model: ModelName, _ version: VersionNumber, reason: String?) async throws {
        let answer = try await client.promote(model, PromoteRequest(version: version, reason: reason))
        try show(answer, ActivationWords.promotion)
    }

    /// Pauses a model: its files are accepted and wait.
    public func pause(_ model: ModelName, reason: String?) async throws {
        try show(try await client.pause(model, reason: reason)) { answer in
            [
                "\(answer.model) \(answer.changed ? "is" : "was already") paused: files are accepted but not learned until you run 'learnctl resume \(answer.model)'"
            ]
        }
    }

    /// Has the encoder that reads a model's texts fine-tuned.
    public func refine(_ model: ModelName) async throws { try show(try await client.refine(model), RefineWords.lines) }

    /// Lets a paused model's jobs start again.
    public func resume(_ model: ModelName) async throws {
        try show(try await client.resume(model)) { answer in
            [answer.changed ? "\(answer.model) resumed" : "\(answer.model) was not paused"]
        }
    }

    /// Queues held files, or files set aside, again, one after another.
    ///
    /// - Throws: `Ending` where one of them can no longer be read; what was done before an error is printed.
    public func requeue(_ batches: [BatchID]) async throws {
        try await each(batches) { try await client.requeue($0) }
    }

    /// Takes waiting or held files out of the queue, one after another; what was done before an error is printed.
    public func setAside(_ batches: [BatchID], reason: String?) async throws {
        try await each(batches) { try await client.setAside($0, reason: reason) }
    }

    /// Has the daemon read its settings again, and prints what changed.
    public func reload() async throws {
        try show(try await client.reload()) { answer in
            var lines = answer.applied.map { change in
                "\(change.key): \(change.from) → \(change.to)" + (change.note.map { ": \($0)" } ?? " (\(change.takesEffect))")
            }
            lines += answer.needsRestart.map { "\($0.key): \($0.from) → \($0.to) (only after a restart)" }
            lines += (answer.reformed ?? []).flatMap(RelearnWords.reformed)
            lines += answer.warnings.map { "warning: \($0)" }
            return lines.isEmpty ? ["nothing changed"] : lines.map(\.printable)
        }
    }

    private func each(_ batches: [BatchID], _ change: (BatchID) async throws -> BatchResponse) async throws {
        var changed: [BatchResponse] = []
        do {
            for batch in batches { changed.append(try await change(batch)) }
        } catch {
            // What was done before it is done.
            if !changed.isEmpty { try show(BatchesResponse(batches: changed)) { $0.batches.map(BatchWords.sentence) } }
            throw error
        }
        try show(BatchesResponse(batches: changed)) { $0.batches.map(BatchWords.sentence) }
        // Read again for its model's new form, a file may be no longer readable.
        if changed.contains(where: { $0.state == .refused }) { throw Ending(.failed) }
    }
}

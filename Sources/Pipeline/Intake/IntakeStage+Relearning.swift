import Domain
import Hashing
import Inbox
import Registry
import Rows

/// What became of a model whose settings are not those that decided its form, and of which no version has served.
public enum Reforming: Sendable {
    case done(RelearnOutcome)
    /// Its form stays, since none of its files can be read under the settings of now.
    case kept(ModelName, Refusal)
}

extension IntakeStage {
    /// Has a model learned again from its first file on, each file read from the archive under the settings of now.
    ///
    /// - Parameter method: How it learns from now on, whatever its settings say; nil: as they say.
    /// - Throws: `Refusal`: `notFound`, or `conflict` where no file can be read; nothing is changed then.
    public func relearn(
        _ model: ModelName,
        _ specifications: Specifications,
        _ settings: IntakeSettings,
        method: TrainingSpecification.Method? = nil,
        reason: String?,
        by: Initiator
    ) async throws -> RelearnOutcome {
        try await inTurn("learning '\(model)' again") {
            adopt(settings)
            return try await readAgain(model, .relearned, specifications[model], method: method, reason: reason, by: by)
        }
    }

    /// Makes the form anew of every model whose settings have changed before a version of it had served.
    public func reform(_ specifications: Specifications, _ settings: IntakeSettings) async throws -> [Reforming] {
        try await inTurn("changed settings") {
            adopt(settings)
            vainSettings = [:]
            var outcomes: [Reforming] = []
            for model in try await registry.models() {
                if let outcome = try await reformIfNeeded(model, specifications) { outcomes.append(outcome) }
            }
            return outcomes
        }
    }

    /// Before a model's files are read: its form is that of the settings of now, if it may still change, and its schema is known here.
    func prepare(_ model: ModelName, _ specifications: Specifications) async throws {
        if let info = try await registry.find(model) { _ = try await reformIfNeeded(info, specifications) }
        schemas[model] = try await registry.find(model)?.schema.map { try CanonicalJSON.decode(Schema.self, from: $0) }
    }

    private func reformIfNeeded(_ model: ModelInfo, _ specifications: Specifications) async throws -> Reforming? {
        guard model.schema != nil, model.headVersion == nil, let document = model.formSettings else { return nil }
        let recorded = try? CanonicalJSON.decode(FormSettings.self, from: document)
        let wanted = FormSettings(specifications[model.name], method: recorded?.method)
        guard recorded != wanted, vainSettings[model.name] != wanted else { return nil }
        do {
            return .done(
                try await readAgain(
                    model.name,
                    .reformed,
                    specifications[model.name],
                    method: wanted.method,
                    reason: "its settings changed before a version had served",
                    by: .daemon
                )
            )
        } catch let refusal as Refusal where refusal.kind == .conflict {
            vainSettings[model.name] = wanted
            logger.warning("the form stays as it is: \(refusal)", metadata: ["model": "\(model.name)"])
            return .kept(model.name, refusal)
        }
    }

    /// How often a model's files may change while they are read.
    private static var attempts: Int { 5 }

    private func readAgain(
        _ model: ModelName,
        _ kind: ModelChangeKind,
        _ specification: ModelSpecification,
        method: TrainingSpecification.Method?,
        reason: String?,
        by: Initiator
    ) async throws -> RelearnOutcome {
        defer { schemas[model] = nil }
        for _ in 0..<Self.attempts {
            let files = try await registry.filesToRelearn(of: model)
            let formerLabel = try await registry.find(model)?.schema.map { try CanonicalJSON.decode(Schema.self, from: $0).label }
            var schema: Schema?
            var readings: [BatchReading] = []
            for file in files {
                try Task.checkCancellation()
                // Whoever asks for the status is answered between two files; nothing else is begun.
                await Task.yield()
                try requireGoingOn()
                let outcome = try read(file, schema: schema, formerLabel: formerLabel, specification)
                if case .success(let content) = outcome, schema == nil || content.extendedSchema != nil {
                    schema = try CanonicalJSON.decode(Schema.self, from: content.schema)
                }
                readings.append(BatchReading(file, outcome))
            }
            do {
                let outcome = try await registry.relearn(
                    Relearning(
                        model: model,
                        kind: kind,
                        readings: readings,
                        formSettings: try CanonicalJSON.encode(FormSettings(specification, method: method)),
                        by: by,
                        reason: reason
                    )
                )
                reset.follow(outcome.change, batches: outcome.batches, staleJob: outcome.staleJob)
                return outcome
            } catch is StaleReadings {
                logger.info("its files changed while they were read; they are read again", metadata: ["model": "\(model)"])
            }
        }
        throw Refusal(
            .busy,
            what: "the files of '\(model)' change faster than they can be read",
            fix: "try again when nobody sets files aside or queues them"
        )
    }

    private func read(
        _ batch: BatchInfo,
        schema: Schema?,
        formerLabel: String? = nil,
        _ specification: ModelSpecification
    ) throws -> Result<FileReading.Content, Refusal> {
        guard let digest = batch.digest else { preconditionFailure("batch \(batch.id) has no archived file to read again") }
        let what = "batch \(batch.id) of '\(batch.model)'"
        working(on: what, within: reader.children.silence)
        do {
            let outcome = try reader.readAgain(batch, digest, schema: schema, formerLabel: formerLabel, specification: specification) {
                working(on: what, within: reader.children.silence)
            }
            return outcome.map { list($0, of: batch) }
        } catch is CancellationError {
            throw Self.isEnding
        }
    }

    /// A list that cannot be written is no reason to learn nothing again.
    private func list(_ content: FileReading.Content, of batch: BatchInfo) -> FileReading.Content {
        guard !content.refused.isEmpty else { return content }
        var content = content
        do throws(Refusal) {
            content.say(try rejected.writeRows(content.refused, of: batch.fileName, model: batch.model))
        } catch {
            logger.warning("the skipped rows were not listed: \(error)", metadata: ["model": "\(batch.model)", "batch": "\(batch.id)"])
        }
        return content
    }

    /// Puts a held or set-aside file back into the queue, read again if the model's form has changed since.
    public func requeue(_ id: BatchID, _ specifications: Specifications, _ settings: IntakeSettings) async throws -> BatchInfo {
        let batch = try await registry.batch(id)
        if batch.rowsDigest != nil, try await registry.find(batch.model)?.headVersion != nil { return try await registry.requeue(id) }
        return try await inTurn("batch \(id)") {
            adopt(settings)
            let wasHeld = batch.state == .held
            try await prepare(batch.model, specifications)
            let now = try await registry.batch(id)
            // With its model's new form it waits already, or is refused.
            if wasHeld, now.state != .held, now.state != .setAside { return now }
            guard [.held, .setAside].contains(now.state), now.rowsDigest == nil, now.digest != nil else {
                return try await registry.requeue(id)
            }
            let outcome = try read(now, schema: schemas[now.model], specifications[now.model])
            let again = try await registry.requeue(
                id,
                reading: BatchReading(now, outcome),
                formSettings: try? outcome.get().formSettings
            )
            return again
        }
    }
}

import ContinualLearning
import Domain
import Hashing
import HTTPServer
import Inbox
import LearnAPI
import Models
import Pipeline
import Prediction
import Registry
import Rows

/// What the daemon tells of itself: the reading half of the sockets' operations.
struct DaemonResponses: Sendable {
    let registry: VersionRegistry
    let host: ModelHost
    let findings: StateFindings
    let settings: LiveSettings
    let intake: IntakeStage
    let currentJob: CurrentJob
    /// What makes vectors of texts.
    let sources: TextSources
    let startedAt: UnixTime

    func status() async throws -> StatusResponse {
        let paths = settings.current.paths
        let scrub = findings.scrub
        let untaken = intake.untaken
        let waiting = untaken.reasons.map(\.description) + (untaken.more > 0 ? ["\(untaken.more) more are not taken"] : [])
        let misplaced = intake.misplaced
        return StatusResponse(
            version: Release.text,
            pid: ProcessIdentity.pid,
            startedAt: startedAt.iso8601,
            doing: doing,
            socket: "",
            inbox: paths.inbox,
            rejected: paths.rejected,
            freeBytes: try DiskSpace.free(paths.archive),
            floorBytes: settings.current.inbox.diskFloor,
            intakeStopped: intake.stoppedBecause?.description,
            waitingFiles: waiting.isEmpty ? nil : waiting,
            misplacedFiles: misplaced.isEmpty ? nil : misplaced,
            damage: findings.found.isEmpty ? nil : findings.found,
            scrub: ScrubStatus(looked: scrub.looked, items: scrub.items, lastRound: scrub.lastRound?.iso8601),
            models: try await models().models
        )
    }

    /// A sentence for people, in `systemctl status` too.
    var doing: String {
        guard let entry = currentJob.current else { return "waiting for files" }
        let verb = entry.purpose == .refine ? "refining" : "learning"
        guard let progress = entry.progress else { return "\(verb) \(entry.model)" }
        let (done, total) = (progress.done, progress.of)
        let what =
            switch progress.phase {
            case .read: "reading its files"
            case .load: "loading"
            case .encode: "preparing row \(done) of \(total)"
            case .train: "step \(done) of \(total)"
            case .write: "writing the candidate"
            case .judge: "judging, row \(done) of \(total)"
            }
        return "\(verb) \(entry.model) (\(what))"
    }

    func models() async throws -> ModelsResponse {
        let counts = try await registry.batchCounts()
        let failed = try await failedCounts(counts)
        var summaries: [ModelSummary] = []
        for model in try await registry.models() { summaries.append(try await summary(model, counts, failed)) }
        return ModelsResponse(models: summaries.sorted { $0.name < $1.name })
    }

    func model(_ name: ModelName) async throws -> ModelResponse {
        let model = try await registry.model(name)
        let counts = try await registry.batchCounts()
        let schema = try model.schema.map { try CanonicalJSON.decode(Schema.self, from: $0) }
        // Of each label, where the version that serves knows it.
        let outputs = host.serving(name)?.predictor.heads ?? []
        let classes = (schema?.heads ?? []).indices.map { head -> [String]? in
            if head < outputs.count, case .classes(let names) = outputs[head].outputs { names } else { nil }
        }
        let lineage = try await registry.lineage(ofServing: name)
        let newest = try await report(lineage.first, of: name)
        let first = try await report(lineage.last, of: name)
        return ModelResponse(
            model: try await summary(model, counts, failedCounts(counts)),
            schema: schema.map { schema in
                SchemaDescription(
                    columns: schema.columns.map { SchemaDescription.Column(name: $0.name, kind: $0.kind, image: $0.image?.description) },
                    label: schema.label,
                    task: schema.task,
                    classes: classes[0],
                    decimal: schema.decimal,
                    heads: schema.hasSeveralHeads
                        ? zip(schema.heads, classes).map { SchemaDescription.Head(label: $0.name, task: $0.task, classes: $1) } : nil
                )
            },
            notes: try await nonEmpty(registry.notes(of: name)),
            specification: settings.current.specification(of: name),
            method: newest?.method?.rawValue,
            evidence: first?.evidence.map { LearnAPI.MethodEvidence($0) },
            texts: try await texts(of: model, schema)
        )
    }

    private func report(_ version: VersionNumber?, of name: ModelName) async throws -> ContinualLearning.TrainingReport? {
        guard let version else { return nil }
        return try report(of: await registry.version(version, of: name))
    }

    private func nonEmpty(_ notes: [String]) -> [String]? { notes.isEmpty ? nil : notes }

    /// Looked for only where a file is set aside at all.
    private func failedCounts(_ counts: [ModelName: [BatchState: Int]]) async throws -> [ModelName: Int] {
        counts.values.contains { ($0[.setAside] ?? 0) > 0 } ? try await registry.failedCounts() : [:]
    }

    private func summary(
        _ model: ModelInfo,
        _ counts: [ModelName: [BatchState: Int]],
        _ failed: [ModelName: Int]
    ) async throws -> ModelSummary {
        // What answers now, not what the registry says that shall: between a commit and the swap they differ for a moment.
        let entry = currentJob.current.flatMap { $0.model == model.name ? $0 : nil }
        return ModelSummary(
            name: model.name,
            task: try model.schema.map { try CanonicalJSON.decode(Schema.self, from: $0).task },
            serving: host.serving(model.name)?.number,
            head: model.headVersion,
            versions: try await registry.versionCount(of: model.name),
            paused: model.paused.map { PauseState($0) },
            job: entry.map {
                LearnAPI.JobState(
                    id: $0.job,
                    purpose: $0.purpose,
                    progress: $0.progress.map { JobPhaseProgress($0) },
                    batches: $0.batches
                )
            },
            batches: Dictionary(uniqueKeysWithValues: (counts[model.name] ?? [:]).map { ($0.rawValue, $1) }),
            failed: failed[model.name],
            damage: findings.damage(of: model.name)
        )
    }

    func history(of name: ModelName, _ page: PageQuery) async throws -> HistoryResponse {
        let found = try await registry.history(of: name, before: page.before, limit: page.limit)
        let changes = try await registry.changes(of: name, limit: page.limit).map { ModelChange($0) }
        return HistoryResponse(
            model: name,
            activations: found.map { Activation($0) },
            changes: changes.isEmpty || page.before != nil ? nil : changes,
            before: found.count == page.limit ? found.last?.id : nil
        )
    }

    func versions(of name: ModelName, _ page: PageQuery) async throws -> VersionsResponse {
        let model = try await registry.model(name)
        let found = try await registry.versions(of: name, before: page.before.map { VersionNumber(Int($0)) }, limit: page.limit)
        let versions = found.sorted { $0.number < $1.number }
        let batches = try await batches(in: versions, of: name)
        let lineage = try await Set(registry.lineage(ofServing: name))
        return VersionsResponse(
            model: name,
            serving: model.servingVersion,
            versions: versions.map {
                VersionSummary($0, serving: model.servingVersion, lineage: lineage, batches: batches, heads: heads(model))
            },
            before: found.count == page.limit ? found.last?.number : nil
        )
    }

    private func report(of version: VersionInfo) throws -> ContinualLearning.TrainingReport {
        do {
            return try CanonicalJSON.decode(ContinualLearning.TrainingReport.self, from: version.report)
        } catch {
            throw Refusal(
                .failed,
                what: "the training report cannot be read: \(error)",
                at: "version \(version.number) of '\(version.model)'"
            )
        }
    }

    func version(_ number: VersionNumber, of name: ModelName) async throws -> VersionResponse {
        let model = try await registry.model(name)
        let version = try await registry.version(number, of: name)
        let batches = try await batches(in: [version], of: name)
        let lineage = try await Set(registry.lineage(ofServing: name))
        let judgement = try? CanonicalJSON.decode(Judgement.self, from: version.evaluation)
        let report = try report(of: version)
        return VersionResponse(
            model: name,
            version: VersionSummary(
                version,
                serving: model.servingVersion,
                lineage: lineage,
                batches: batches,
                heads: heads(model)
            ),
            gate: judgement.map { GateReport($0) },
            training: LearnAPI.TrainingReport(
                steps: report.steps,
                seconds: report.seconds,
                loss: report.loss,
                memoryRows: report.memoryRows,
                making: report.making.map { Making($0) },
                method: report.method?.rawValue,
                evidence: report.evidence.map { LearnAPI.MethodEvidence($0) },
                refinement: report.refinement.map { RefinementReport(rows: $0.rows, before: $0.before, after: $0.after) }
            )
        )
    }

    /// The batches that the versions' evaluations speak of.
    private func batches(in versions: [VersionInfo], of name: ModelName) async throws -> [Digest: BatchInfo] {
        var found: [Digest: BatchInfo] = [:]
        for version in versions {
            guard let judgement = try? CanonicalJSON.decode(Judgement.self, from: version.evaluation) else { continue }
            for digest in judgement.evaluation.byBatch.keys.compactMap({ Digest(hex: $0) }) where found[digest] == nil {
                let twins = try await registry.batches(of: name, digest: digest)
                found[digest] = twins.first { $0.state == .learned || $0.state == .held } ?? twins.first
            }
        }
        return found
    }

    private func heads(_ model: ModelInfo) -> [Schema.Head] {
        guard let schema = model.schema, let decoded = try? CanonicalJSON.decode(Schema.self, from: schema) else { return [] }
        return decoded.heads
    }
}

import ContinualLearning
import Domain
import Hashing
import Models
import Registry
import Rows

/// `compare`: the model's history is derived from the archive under other methods, and nothing is committed.
extension LearningStage {
    /// Derives all that the serving version descends from, by each method, when the job that runs has ended or made way.
    ///
    /// - Parameter named: None: those that can learn rows of the model's form.
    /// - Throws: `Refusal`: `notFound`, `conflict` where no version serves, `invalid` for a method that cannot learn such rows, `unavailable` when the daemon
    ///   ends meanwhile.
    public nonisolated func comparison(
        of model: ModelName,
        _ named: [TrainingSpecification.Method],
        wake: () -> Void
    ) async throws -> MethodComparison {
        let entry = try await registry.model(model)
        guard entry.servingVersion != nil, let schema = entry.schema else {
            throw Refusal(
                .conflict,
                what: "no version of '\(model)' serves, so there is no history to compare by",
                fix: "drop a file first"
            )
        }
        let form = try CanonicalJSON.decode(Schema.self, from: schema)
        let hasNetwork = ModelVersion.hasNetwork(for: form)
        if !hasNetwork, named.contains(where: { $0 != .analytic && $0 != .auto }) { throw ModelVersion.noNetwork(for: form) }
        let methods = !named.isEmpty ? named : ModelVersion.isTried(for: form) ? [.replay, .analytic] : [.analytic]
        return try await withCheckedThrowingContinuation { continuation in
            errands.append(.comparison(ComparisonRequest(model: model, methods: methods, answer: continuation)))
            wake()
        }
    }

    /// Answers a request, or, where it made way for a job, puts it back.
    func compare(_ request: ComparisonRequest) async {
        var request = request
        do {
            guard let comparison = try await comparison(&request) else { return errands.putBack(.comparison(request)) }
            request.answer.resume(returning: comparison)
        } catch is CancellationError {
            request.answer.resume(throwing: Errands.stopping)
        } catch {
            request.progress.parent?.folder.remove()
            request.answer.resume(throwing: error)
        }
    }

    /// - Returns: Nil where it made way for a job.
    private func comparison(_ request: inout ComparisonRequest) async throws -> MethodComparison? {
        if request.progress.lineage.isEmpty {
            // A method has no encoder to refine but by its own ways.
            for number in try await registry.lineage(ofServing: request.model).reversed() {
                let version = try await registry.version(number, of: request.model)
                if version.purpose == .learn { request.progress.lineage.append(number) }
            }
        }
        let lineage = request.progress.lineage
        guard let last = lineage.last else { throw Refusal(.conflict, what: "no version of '\(request.model)' serves any more") }
        while request.progress.entries.count < request.methods.count {
            let method = request.methods[request.progress.entries.count]
            while request.progress.next < lineage.count {
                guard try await derive(lineage[request.progress.next], by: method, &request) else { return nil }
                request.progress.next += 1
            }
            try end(method, &request)
        }
        let report = try? CanonicalJSON.decode(
            TrainingReport.self,
            from: try await registry.version(last, of: request.model).report
        )
        guard let form = try await registry.model(request.model).schema else {
            throw Refusal(.failed, what: "model '\(request.model)' has no schema")
        }
        return MethodComparison(
            versions: lineage.count,
            entries: request.progress.entries,
            current: report?.method,
            heads: try CanonicalJSON.decode(Schema.self, from: form).heads
        )
    }

    /// One version of the history, on what the method has come to before.
    ///
    /// - Returns: False where it made way for a job.
    private func derive(_ number: VersionNumber, by method: TrainingSpecification.Method, _ request: inout ComparisonRequest) async throws
        -> Bool
    {
        let version = try await registry.version(number, of: request.model)
        let parent = request.progress.parent
        var derivation = try await self.derivation(of: version)
        derivation.specification.training.method = method
        derivation.parent = parent?.digest
        let folder = DerivationFolder(derivation, in: assembler.comparisonDirectory(request.model, method, number))
        if !folder.isPrepared, !folder.isAssembled {
            folder.remove()
            let parts = try parent?.folder.candidate().parts
            for part in parts ?? [] {
                let writer = try folder.parentWriter(of: part.reference)
                let next = try part.open()
                while let piece = try next() { try writer.append(piece) }
                try writer.finish()
            }
            try folder.assemble(
                assembler.files(version.batches),
                parent: parts?.map(\.reference),
                reference: parent?.judgement.evaluation.reference(isPromoted: false) ?? GateReference()
            )
        }
        let name = "version \(number) of '\(request.model)' by \(method.rawValue)"
        for work in [ChildWork.read, .train, .judge] where work != .read || !folder.isPrepared {
            let ending = runAgain(work, folder, name)
            if ending.cause == .stopped {
                if stop.takeReason() == .shutdown { throw CancellationError() }
                return false
            }
            guard ending.cause == .exited(code: 0) else {
                folder.remove()
                throw Refusal(.failed, what: "it was not derived to its end: \(ending)", at: name)
            }
        }
        let candidate = try folder.candidate()
        guard let judgement = candidate.judgement else { throw Refusal(.failed, what: "the judge has left no judgement", at: name) }
        request.progress.seconds += try CanonicalJSON.decode(TrainingReport.self, from: candidate.report).seconds
        if judgement.passed || parent == nil {
            parent?.folder.remove()
            request.progress.parent = ComparisonProgress.Parent(
                folder: folder,
                digest: derivation.versionDigest(of: candidate.parts.map(\.reference)),
                judgement: judgement
            )
        } else {
            folder.remove()
            request.progress.held += 1
        }
        return true
    }

    private func end(_ method: TrainingSpecification.Method, _ request: inout ComparisonRequest) throws {
        guard let parent = request.progress.parent else { throw Refusal(.failed, what: "\(method.rawValue) has come to no version") }
        let newest = Set(parent.folder.derivation.batches.map(\.description))
        request.progress.entries.append(
            MethodComparison.Entry(
                method: method,
                evaluation: parent.judgement.evaluation,
                forgetting: parent.judgement.evaluation.forgetting(newest: newest)?.points,
                held: request.progress.held,
                duration: .seconds(request.progress.seconds),
                byteCount: try parent.folder.candidate().parts.reduce(0) { $0 + $1.reference.byteCount }
            )
        )
        parent.folder.remove()
        (request.progress.parent, request.progress.next, request.progress.held, request.progress.seconds) = (nil, 0, 0, 0)
    }
}

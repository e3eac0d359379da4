import ContinualLearning
import Domain
import Hashing
import Models
import Registry

/// `refine`: a job without files, which comes after all that wait.
extension LearningStage {
    /// Records a job that moves the encoder under a model's closed form; it begins when no file waits.
    ///
    /// - Parameter wake: Wakes the learning stage where it waits.
    /// - Throws: `Refusal`: `notFound`; `conflict` where no version serves, the model is paused, has a job or files that wait, or nothing of it can be refined.
    public nonisolated func refinement(of model: ModelName, _ specifications: Specifications, wake: () -> Void) async throws -> JobInfo {
        let entry = try await registry.model(model)
        guard let head = entry.headVersion, entry.servingVersion != nil else {
            throw Refusal(.conflict, what: "no version of '\(model)' serves, so there is nothing to refine", fix: "drop a file first")
        }
        let specification = try specifications.forJob(of: entry)
        try await requireRefinable(head, of: model, CanonicalJSON.decode(ModelSpecification.self, from: specification))
        let job = try await registry.beginRefinement(
            model,
            parent: head,
            seed: specifications[model].seed,
            specification: specification
        )
        wake()
        return job
    }

    /// - Throws: `Refusal` of kind `conflict` that says why nothing of the version can be refined.
    private nonisolated func requireRefinable(_ version: VersionNumber, of model: ModelName, _ specification: ModelSpecification)
        async throws
    {
        struct Document: Decodable { var kind: String? }
        guard let part = try await registry.parts(of: version, of: model).first(where: { $0.name == VersionContent.model }) else {
            throw Refusal(.failed, what: "version \(version) of '\(model)' has no document")
        }
        let document = try await registry.part(part, of: version, of: model).bytes
        let texts = FeatureMap.Text.all(inDocument: document)
        guard try CanonicalJSON.decode(Document.self, from: document).kind == ClosedFormVersion.kind else {
            throw Refusal(
                .conflict,
                what: "'\(model)' learns by gradients with each file; only the encoder under a closed form is refined",
                fix: texts.isEmpty ? nil : "use 'learnctl relearn \(model) --method analytic' to have a closed form"
            )
        }
        guard !texts.isEmpty else {
            throw Refusal(.conflict, what: "'\(model)' has no column of texts, and only the encoder that reads texts is refined")
        }
        guard texts.contains(where: { $0.base != nil }) else {
            throw Refusal(
                .conflict,
                what: "'\(model)' reads its texts by hashed words, not with a pretrained base, so there is no encoder to refine",
                fix: "add a base ('make base', or 'learnctl base add DIR'), then 'learnctl relearn \(model)'"
            )
        }
        guard specification.training.forgetting == 1 else {
            throw Refusal(
                .conflict,
                what:
                    "what '\(model)' learned earlier fades (training.forgetting), so nothing can be held out to say whether a refinement is better",
                fix: "set training.forgetting to 1"
            )
        }
    }

    /// Where no file waits: the refinement that was recorded first, or one of a model whose settings leave that to the daemon.
    ///
    /// - Parameter left: Those that were recorded.
    func nextRefinement(_ left: [JobInfo], _ specifications: Specifications) async throws -> JobInfo? {
        if let job = left.first { return job }
        guard try await !registry.hasWaitingBatches(besides: nil) else { return nil }
        for model in try await registry.models() where model.paused == nil && model.servingVersion != nil {
            guard specifications[model.name].training.refine == .auto, let rows = try await registry.learnedRows(of: model.name),
                Double(rows.now) >= Self.growth * Double(rows.before)
            else { continue }
            do {
                return try await refinement(of: model.name, specifications) {}
            } catch is StaleParent {
                continue
            } catch is Refusal {
                // It cannot be refined as it is.
            }
        }
        return nil
    }

    /// Learned rows against those at the last refinement, or in the first version, from which on another one may pay.
    private static let growth = 1.5

    /// Whether a job is over since a file of its model waits, which is learned first: its work is dropped.
    func isSuperseded(_ job: JobInfo) async throws -> Bool {
        guard job.purpose == .refine, try await registry.hasWaitingBatches(of: job.model) else { return false }
        try await end(job, Self.superseded)
        return true
    }

    static let superseded = "a file of its model came, which is learned first"

    /// Ends a refinement that changes nothing.
    func end(_ job: JobInfo, _ reason: String) async throws {
        try await registry.abandonJob(job.id, reason: reason)
        journal.refinementEnded(job, reason)
        assembler.remove(job)
    }

    /// - Returns: Why there is no version to be judged; nil where there is one, or the job learns.
    func unchanged(_ job: JobInfo, _ folder: DerivationFolder) throws -> String? {
        guard job.purpose == .refine, let refinement = try folder.report().refinement, let reason = refinement.reason else { return nil }
        guard let before = refinement.before, let after = refinement.after else { return VersionRegistry.notBetter + reason }
        return VersionRegistry.notBetter
            + "\(reason): on \(refinement.rows) rows the loss is \(Decimals.text(before, places: 4)) as it is and \(Decimals.text(after, places: 4)) refined"
    }
}

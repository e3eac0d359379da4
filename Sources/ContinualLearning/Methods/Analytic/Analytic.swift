import Domain
import LinearAlgebra
import Models
import Rows

/// A closed form over fixed features of a row: sums of all rows ever learned, and a read-out solved from them at each job. It forgets nothing, remembers
/// no row, and comes to the same of the same rows in any order and any pieces.
///
/// Validation rows decide first, against sums without them (subtracted, exactly), and are learned then; the gate's rows never are.
struct Analytic: LearningMethod {
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        let blas = try BLAS.loaded()
        let specification = job.derivation.specification
        let parent = try parent(of: job)
        let decided = try job.decided()
        let deciding = job.deciding(among: decided)
        let form = try ClosedForm(job, parent?.document, deciding, blas, attempt)
        let features = FixedFeatures(form.map, columns: form.layout.width)
        let sums = try SumsInSteps(job, decided, features, form.layout, blas).run(attempt) {
            var sums = try Self.sums(of: parent, job, features, form.layout, blas)
            sums.fade(to: specification.training.forgetting)
            return sums
        }
        guard sums.rows <= FeatureSums.mostRows else {
            throw Refusal(
                .invalid,
                what: "a closed form sums up at most \(Int(FeatureSums.mostRows)) rows, and these would be \(Int(sums.rows))",
                fix: "have the model learned again by another method with 'learnctl relearn --method replay_ema'"
            )
        }
        try attempt.progress.begin(.train, of: 2)
        let classes = sums.classes
        let decision = try ReadOutDecision(sums, classes, deciding, features, form.layout, blas)
        try attempt.progress.advance(by: 1)
        guard let readOut = decision.final(sums, blas) else {
            throw Refusal(.failed, what: "the sums cannot be solved under any ridge: the features are not numbers")
        }
        let temperature = decision.temperature.flatMap { held in
            deciding.count < LeftOut.plenty && readOut.form.kind == .ridge
                ? LeftOut(readOut, sums, job.new, deciding, features, form.layout, blas)?.temperature ?? held : held
        }
        func version(_ readOut: ReadOut) -> ModelVersion {
            ModelVersion(
                ClosedFormVersion(
                    document: ClosedFormDocument(
                        schema: job.derivation.form,
                        layout: form.layout,
                        outputs: job.derivation.form.task == .classification ? .classes(classes) : .value,
                        map: form.map,
                        readOut: readOut.form,
                        temperature: temperature?.value,
                        scale: form.map.label.map(FeatureSums.labelUnit),
                        rows: sums.rows,
                        jobs: (parent?.document.jobs ?? 0) + 1
                    ),
                    weights: readOut.weights,
                    biases: readOut.biases
                )
            )
        }
        let judged = try decision.readOut.map { try RowLosses(of: version($0).predictor(), on: deciding) { _ in }.losses }
        try attempt.progress.advance(by: 1)
        return Learned(
            version: version(readOut),
            parts: sums.parts,
            memory: ReplayMemory(RowSet(schema: job.derivation.form)),
            steps: 0,
            validation: judged
        )
    }

    /// The parent's, stored or made again.
    ///
    /// - Throws: `Refusal` where what is made again is not what was recorded.
    private static func sums(
        of parent: ClosedFormVersion?,
        _ job: TrainingJob,
        _ features: FixedFeatures,
        _ layout: InputLayout,
        _ blas: BLAS
    ) throws -> FeatureSums {
        guard let parent else { return FeatureSums(count: features.count) }
        guard let again = job.madeAgain else {
            return try FeatureSums(job.parentParts, count: features.count, classes: parent.document.classes)
        }
        var sums = FeatureSums(count: features.count)
        if !again.base.isEmpty, let base = try VersionContent.version(again.base).model as? ClosedFormVersion {
            sums = try FeatureSums(again.base, count: features.count, classes: base.document.classes)
        }
        for version in again.earlier {
            sums.fade(to: version.forgetting)
            try sums.add(version.rows.table, times: version.rows.sources.map(\.count), features, layout, blas)
        }
        guard Set(sums.parts.map(\.reference)) == Set(again.wanted) else {
            throw Refusal(
                .failed,
                what: "the sums that were made again from the archive are not those that the version was recorded with",
                fix: "go back to the newest version, whose sums are stored, with 'learnctl rollback --to', or use 'learnctl relearn'"
            )
        }
        return sums
    }

    private func parent(of job: TrainingJob) throws(Refusal) -> ClosedFormVersion? {
        guard let parent = job.parent else { return nil }
        guard let version = parent.model as? ClosedFormVersion else {
            throw Refusal(
                .failed,
                what: "the version was made by another method, whose model has no sums to go on with",
                fix: "have it learned again from its files with 'learnctl relearn --method analytic'"
            )
        }
        return version
    }
}

extension ClosedFormDocument {
    /// The names of the targets in its sums, in their order.
    var classes: [String] {
        if case .classes(let names) = outputs { names } else { [FeatureSums.ofNumbers] }
    }
}

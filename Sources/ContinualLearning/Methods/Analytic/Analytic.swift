import Domain
import LinearAlgebra
import Models
import Rows

/// A closed form over fixed features of a row: sums of all rows ever learned, and a read-out solved from them at each job. It forgets nothing, remembers
/// no row, and comes to the same of the same rows in any order and any pieces.
///
/// Validation rows decide first, against sums without them (subtracted, exactly), and are learned then; the gate's rows never are.
struct Analytic: LearningMethod {
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned { try learn(job, on: parent(of: job), attempt).learned }

    /// - Parameter parent: What the job goes on from: features and read-outs, and in any job but a refinement sums. Nil: nothing.
    /// - Returns: What is learned, and what decided: the same without the rows that decide; nil where there were too few.
    func learn(_ job: TrainingJob, on parent: ClosedFormVersion?, _ attempt: Attempt) throws -> (
        learned: Learned, judged: ClosedFormVersion?
    ) {
        let form = job.derivation.form
        let encoder = parent?.encoder
        guard form.hasSeveralHeads else {
            let learned = try learn(job, parent, encoder, attempt)
            return (
                Learned(
                    version: ModelVersion(learned.version),
                    parts: learned.sums.parts,
                    memory: ReplayMemory(RowSet(schema: form)),
                    steps: 0,
                    validation: learned.validation
                ), learned.judged
            )
        }
        // Each head over the same features, which the first one's rows decide; of a label that begins later, the others' map stays.
        var learned: [LearnedHead] = []
        for head in form.heads.indices {
            let own = parent.flatMap { head < $0.document.heads.count ? $0.head(head) : nil }
            let features = own == nil ? (learned.first?.version ?? parent?.head(0))?.document.map : nil
            learned.append(try learn(job.head(head).over(features), own, encoder, attempt.beside("head-\(head)")))
        }
        let (validation, judged) = (learned.compactMap(\.validation), learned.compactMap(\.judged))
        return (
            Learned(
                version: ModelVersion(ClosedFormVersion(learned.map(\.version), schema: form)),
                parts: learned.enumerated().flatMap { head, learned in learned.sums.parts(ofHead: head, of: form.heads.count) },
                memory: ReplayMemory(RowSet(schema: form)),
                steps: 0,
                validation: validation.count == learned.count ? Array(validation.joined()) : nil
            ), judged.count == learned.count ? ClosedFormVersion(judged, schema: form) : nil
        )
    }

    /// What is learned of one head.
    private struct LearnedHead {
        let version: ClosedFormVersion
        let sums: FeatureSums
        let validation: [Double]?
        /// What lost that.
        let judged: ClosedFormVersion?
    }

    /// - Parameters:
    ///   - job: Of one head.
    ///   - encoder: What texts are read by, where that has moved from its base.
    private func learn(_ job: TrainingJob, _ parent: ClosedFormVersion?, _ encoder: MovedEncoder?, _ attempt: Attempt) throws -> LearnedHead
    {
        let blas = try BLAS.loaded()
        let specification = job.derivation.specification
        let decided = try job.decided()
        let deciding = job.deciding(among: decided)
        let form = try ClosedForm(job, parent?.document, deciding, blas, attempt)
        let features = try FixedFeatures(form.map, columns: form.layout.width, sources: job.sources, encoder: encoder)
        let sums = try Self.sums(job, decided, parent, features, form.layout, blas, attempt)
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
            deciding.count < LeftOut.plenty && readOut.form.kind == .ridge && !job.new.isEmpty
                ? LeftOut(readOut, sums, job.new, deciding, features, form.layout, blas)?.temperature ?? held : held
        }
        func version(_ readOut: ReadOut, distances: ClassDistances? = nil) -> ClosedFormVersion {
            ClosedFormVersion(
                document: ClosedFormDocument(
                    schema: job.derivation.form,
                    layout: form.layout,
                    map: form.map,
                    heads: [
                        ClosedFormHead(
                            outputs: job.derivation.form.task == .classification ? .classes(classes) : .value,
                            readOut: readOut.form,
                            temperature: temperature?.value,
                            scale: form.map.label.map(FeatureSums.labelUnit),
                            rows: sums.rows
                        )
                    ],
                    jobs: (parent?.document.jobs ?? 0) + 1
                ),
                weights: readOut.weights,
                biases: readOut.biases,
                tokens: sums.tokens.map { (readOut.tokens ?? $0).encoded(classes) },
                distances: distances,
                encoder: encoder
            )
        }
        let deciders = decision.readOut.map { version($0) }
        let judged = try deciders.map { try RowLosses(of: ClosedFormPredictor($0, sources: job.sources), on: deciding) { _ in } }
        let final = version(readOut, distances: form.map.tokenPlaces == nil ? nil : sums.distances(classes, blas))
        let setting = specification.answers.leastProbability
        let least =
            judged.map { AnswerBound.least(setting, $0) } ?? (classes == [FeatureSums.ofNumbers] ? nil : setting.number)
        try attempt.progress.advance(by: 1)
        return LearnedHead(version: final.answering(from: least, head: 0), sums: sums, validation: judged?.losses, judged: deciders)
    }

    /// Of all rows: the parent's and the job's, or, where an encoder moves, anew of all that the versions on the way to the parent learned.
    private static func sums(
        _ job: TrainingJob,
        _ decided: RowSet,
        _ parent: ClosedFormVersion?,
        _ features: FixedFeatures,
        _ layout: InputLayout,
        _ blas: BLAS,
        _ attempt: Attempt
    ) throws -> FeatureSums {
        guard job.derivation.purpose == .refine, let again = job.madeAgain else {
            return try SumsInSteps(job, decided, features, layout, blas).run(attempt) {
                var sums = try Self.sums(of: parent, job, features, layout, blas)
                sums.fade(to: job.derivation.specification.training.forgetting)
                return sums
            }
        }
        var sums = try SumsInSteps(again, head: job.headIndex ?? 0, features, layout, blas).run(attempt) { FeatureSums(of: features) }
        // They do not go by what reads the texts, and the parent has them.
        sums.tokens = try parent?.tokenSums()
        return sums
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
        guard let parent else { return FeatureSums(of: features) }
        let head = job.headIndex ?? 0
        guard let again = job.madeAgain else {
            let count = (job.parent?.model as? ClosedFormVersion)?.document.heads.count ?? 1
            return try FeatureSums(
                job.parentParts,
                head: head,
                of: count,
                count: features.count,
                classes: parent.document.classes,
                tokens: parent.tokenSums()
            )
        }
        var sums = FeatureSums(of: features)
        if !again.base.isEmpty, let base = try VersionContent.version(again.base).model as? ClosedFormVersion,
            head < base.document.heads.count
        {
            sums = try FeatureSums(
                again.base,
                head: head,
                of: base.document.heads.count,
                count: features.count,
                classes: base.head(head).document.classes,
                tokens: features.tokens.map { _ in TokenSums() }
            )
        }
        for version in again.earlier where head < version.rows.schema.heads.count {
            let rows = version.rows.head(head)
            sums.fade(to: version.forgetting)
            try sums.add(rows.table, times: rows.sources.map(\.count), features, layout, blas)
        }
        let count = (job.parent?.model as? ClosedFormVersion)?.document.heads.count ?? 1
        let prefix = FeatureSums.prefix(ofHead: head, of: count)
        guard Set(sums.parts(ofHead: head, of: count).map(\.reference)) == Set(again.wanted.filter { $0.name.hasPrefix(prefix) }) else {
            throw Refusal(
                .failed,
                what: "the sums that were made again from the archive are not those that the version was recorded with",
                fix: "go back to the newest version, whose sums are stored, with 'learnctl rollback --to', or use 'learnctl relearn'"
            )
        }
        // These the version has itself.
        sums.tokens = try parent.tokenSums()
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
    /// The names of the targets in the sums of a form of one head, in their order.
    var classes: [String] {
        if case .classes(let names) = heads[0].outputs { names } else { [FeatureSums.ofNumbers] }
    }
}

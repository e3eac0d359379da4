import Domain
import Models
import Rows

/// `auto`: a model's first job learns by both methods, and what is certainly better on validation rows becomes the model's; later jobs go on with it.
struct ChosenByEvidence: LearningMethod {
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        if let parent = job.parent {
            let method: any LearningMethod = parent.model is any NetworkFamily ? ReplayEMA() : Analytic()
            return try method.learn(job, attempt)
        }
        // An encoder is fine-tuned where somebody asks for it: that takes many times as long, and seldom does better on a first file.
        guard ModelVersion.isTried(for: job.derivation.form) else { return try Analytic().learn(job, attempt) }
        // Where nothing decides: what did better on the sets that it was measured on (docs/decisions/0036).
        let isOfNumbers = job.derivation.form.heads.allSatisfy { $0.task == .regression }
        let usual: TrainingSpecification.Method = isOfNumbers ? .analytic : .replay
        guard FeatureMap.fits(job.new.table, count: job.derivation.specification.training.features) else {
            return try ReplayEMA().learn(job, attempt)
        }
        let deciding = job.deciding(among: try job.decided())
        guard deciding.count >= HeldOutRows.least else {
            return usual == .analytic ? try Analytic().learn(job, attempt) : try ReplayEMA().learn(job, attempt)
        }
        var learned: [TrainingSpecification.Method: Learned] = [
            .analytic: try onTrial(job, attempt), .replay: try ReplayEMA().learn(job, attempt),
        ]
        let network = try learned[.replay]!.version.predictor(sources: job.sources)
        learned[.replay]!.validation = RowLosses.ofHeads(network, on: deciding)
        let isLarge = job.new.count > Self.mostRows
        guard let (chosen, evidence) = Self.decide(usual, learned.compactMapValues(\.validation)) else {
            return usual == .analytic && isLarge ? try Analytic().learn(job, attempt) : learned[usual]!
        }
        var result = chosen == .analytic && isLarge ? try Analytic().learn(job, attempt) : learned[chosen]!
        result.evidence = evidence
        return result
    }

    /// What a closed form comes to. Of millions of rows sums take minutes: a part of them tells whether they are worth it.
    private func onTrial(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        guard let sample = job.sampled(most: Self.mostRows) else { return try Analytic().learn(job, attempt) }
        return try Analytic().learn(sample, attempt.ofTrial())
    }

    /// Rows from which a closed form learns on trial.
    private static let mostRows = 200_000

    /// The usual method, or the other where that loses less for certain; nil where it did not come to a loss.
    ///
    /// - Parameter losses: Of each method, row by row.
    private static func decide(
        _ usual: TrainingSpecification.Method,
        _ losses: [TrainingSpecification.Method: [Double]]
    ) -> (TrainingSpecification.Method, MethodEvidence)? {
        let other: TrainingSpecification.Method = usual == .analytic ? .replay : .analytic
        guard let own = losses[usual], let others = losses[other] else { return nil }
        let isOtherBetter = PairedLoss(differences: zip(own, others).map { $0 - $1 }).certain > 0
        let isUsualBetter = PairedLoss(differences: zip(others, own).map { $0 - $1 }).certain > 0
        let chosen = isOtherBetter ? other : usual
        return (
            chosen,
            MethodEvidence(
                rows: own.count,
                scores: losses.mapValues { 1 - $0.reduce(0, +) / Double(max(1, $0.count)) },
                chosen: chosen,
                isCertain: isOtherBetter || isUsualBetter
            )
        )
    }
}

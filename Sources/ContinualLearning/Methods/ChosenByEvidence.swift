import Domain
import Models
import Rows

/// `auto`: a model's first job learns by both methods, and what is certainly better on validation rows becomes the model's; later jobs go on with it.
struct ChosenByEvidence: LearningMethod {
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        switch job.parent {
        case .closedForm: return try Analytic().learn(job, attempt)
        case .tabular, .image: return try ReplayEMA().learn(job, attempt)
        case nil: break
        }
        let deciding = job.deciding
        guard deciding.count >= HeldOutRows.least else { return try ReplayEMA().learn(job, attempt) }
        let closedForm = try Analytic().learn(job, attempt)
        var network = try ReplayEMA().learn(job, attempt)
        network.validation = try RowLosses(of: network.version.predictor(), on: deciding) { _ in }.losses
        guard let ours = closedForm.validation, let theirs = network.validation else { return network }
        // What the network loses against the closed form, row by row.
        let loss = PairedLoss(differences: zip(theirs, ours).map { $0 - $1 })
        var chosen = loss.certain > 0 ? closedForm : network
        chosen.evidence = MethodEvidence(
            rows: deciding.count,
            scores: [.analytic: Self.score(ours), .replay: Self.score(theirs)],
            chosen: loss.certain > 0 ? .analytic : .replay,
            isCertain: loss.certain > 0 || PairedLoss(differences: zip(ours, theirs).map { $0 - $1 }).certain > 0
        )
        return chosen
    }

    private static func score(_ losses: [Double]) -> Double { 1 - losses.reduce(0, +) / Double(max(1, losses.count)) }
}

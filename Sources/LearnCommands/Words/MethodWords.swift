import LearnAPI

/// By which method a model learns, and why.
enum MethodWords {
    /// `analytic, chosen in the first job: 96.1 % against 94.2 % by replay_ema on 410 validation rows`
    static func text(_ answer: ModelResponse) -> String {
        guard let method = answer.method else { return answer.specification.training.method.rawValue }
        guard let evidence = answer.evidence, evidence.chosen == method else { return method }
        return "\(method), chosen in the first job: \(text(evidence, answer.model.task == .regression ? .r2 : .accuracy))"
    }

    static func text(_ evidence: MethodEvidence, _ metric: EvaluationReport.Metric) -> String {
        func score(_ value: Double) -> String { VersionWords.score(value, metric) }
        let own = evidence.scores[evidence.chosen].map(score) ?? "?"
        let others = evidence.scores.filter { $0.key != evidence.chosen }.sorted { $0.key < $1.key }
            .map { "\(score($0.value)) by \($0.key)" }.joined(separator: ", ")
        let doubt = evidence.certain ? "" : ", too close to tell, so the default"
        return "\(own) against \(others) on \(Amounts.count(evidence.rows, "validation row"))\(doubt)"
    }
}

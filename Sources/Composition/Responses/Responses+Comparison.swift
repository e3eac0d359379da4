import ContinualLearning
import Domain
import LearnAPI
import Pipeline

extension CompareResponse {
    init(_ comparison: MethodComparison, of model: ModelName) {
        self.init(
            model: model,
            metric: EvaluationReport.Metric(of: comparison.heads),
            versions: comparison.versions,
            methods: comparison.entries.map { entry in
                Entry(
                    method: entry.method.rawValue,
                    score: entry.evaluation.all.value,
                    rows: entry.evaluation.all.rows,
                    forgetting: entry.forgetting.map { $0 / 100 },
                    held: entry.held,
                    seconds: entry.duration / .seconds(1),
                    bytes: entry.byteCount
                )
            },
            current: comparison.current?.rawValue,
            better: comparison.better?.rawValue
        )
    }
}

extension TrainingSpecification.Method {
    /// - Throws: `Refusal` where there is none of that name.
    init(named word: String) throws(Refusal) {
        guard let method = Self(rawValue: word) else {
            throw Refusal(
                .invalid,
                what: "there is no method '\(word)'",
                fix: "give one of \(Self.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        self = method
    }
}

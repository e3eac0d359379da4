import Domain
import LearnAPI

/// Versions in words.
enum VersionWords {
    static func table(_ answer: VersionsAnswer) -> [String] {
        guard !answer.versions.isEmpty else { return ["\(answer.model) has no version yet"] }
        let metric = answer.versions.lazy.compactMap(\.evaluation?.metric).first ?? .accuracy
        var table = Table(
            .number("VERSION"), .text("STATE"), .number("PARENT"), .text("CREATED (UTC)"), .number(name(metric).uppercased()),
            .number("ROWS"), .number("FORGETTING"), .text("FILES"))
        for version in answer.versions {
            let evaluation = version.evaluation
            table.add([
                version.number.description, state(version), ModelWords.number(version.parent), ModelWords.time(version.createdAt),
                evaluation.map { score($0.all.value, $0.metric) } ?? "-", evaluation.map { String($0.all.rows) } ?? "-",
                evaluation.flatMap(forgetting) ?? "-", files(version.files),
            ])
        }
        return table.lines
    }

    /// `serving`, `held` or `accepted`.
    static func state(_ version: VersionSummary) -> String {
        if version.serving { return "serving" }
        return version.state.rawValue
    }

    /// Accuracy as a percentage, R² as it is.
    static func score(_ value: Double, _ metric: EvaluationAnswer.Metric) -> String {
        switch metric {
        case .accuracy: Amounts.percent(value)
        case .r2: Amounts.fixed(value, digits: 3)
        }
    }

    /// `1.8 (132 rows)`: points of 100, and the gate rows that the figure rests on; nil where no earlier file is.
    static func forgetting(_ evaluation: EvaluationAnswer) -> String? {
        evaluation.forgetting.map { share in
            Amounts.fixed(share * 100, digits: 1) + (evaluation.forgettingRows.map { " (\(Amounts.count($0, "row")))" } ?? "")
        }
    }

    static func name(_ metric: EvaluationAnswer.Metric) -> String { metric == .accuracy ? "accuracy" : "R²" }

    /// The first three names and how many more.
    private static func files(_ files: [LearnedFile]) -> String {
        let names = files.prefix(3).map(\.file).joined(separator: ", ")
        return files.count > 3 ? names + " and \(files.count - 3) more" : names
    }
}

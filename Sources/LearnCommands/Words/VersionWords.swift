import Domain
import LearnAPI

/// Versions in words.
enum VersionWords {
    static func table(_ answer: VersionsResponse, width: Int?) -> [String] {
        guard !answer.versions.isEmpty else { return ["\(answer.model) has no version yet"] }
        let metric = answer.versions.lazy.compactMap(\.evaluation?.metric).first ?? .accuracy
        var table = Table(
            .number("VERSION"),
            .text("STATE"),
            .number("PARENT", .leave(order: 3)),
            .text("CREATED (UTC)", .leave(order: 4)),
            .number(name(metric).uppercased()),
            .number("HELD-OUT ROWS", .leave(order: 2)),
            .number("FORGETTING", .leave(order: 1)),
            .text("FILES", .cut(to: 10))
        )
        for version in answer.versions {
            let evaluation = version.evaluation
            table.add([
                version.number.description, state(version), ModelWords.number(version.parent),
                ModelWords.time(version.createdAt),
                evaluation.map { score($0.all.value, $0.metric) } ?? "-", evaluation.map { String($0.all.rows) } ?? "-",
                evaluation.flatMap(forgetting) ?? "-", files(version.files),
            ])
        }
        return table.lines(fitting: width)
    }

    /// `serving`, `held`, `set aside`, `retired` or `accepted`. What the gate held stays so until a person decides on its files; to set them aside is one
    /// such decision, and the version may be promoted nonetheless.
    static func state(_ version: VersionSummary) -> String {
        if version.serving { return "serving" }
        if version.retired == true { return "retired" }
        if version.state == .held, !version.files.isEmpty, version.files.allSatisfy({ $0.state == .setAside }) {
            return BatchWords.state(.setAside)
        }
        return version.state.rawValue
    }

    /// Accuracy as a percentage, R² as it is.
    static func score(_ value: Double, _ metric: EvaluationReport.Metric) -> String {
        switch metric {
        case .accuracy: Amounts.percent(value)
        case .r2, .mean: Amounts.fixed(value, digits: 3)
        }
    }

    /// `1.8 (132 rows)`: points of 100, and the gate rows that the figure rests on; nil where no earlier file is.
    static func forgetting(_ evaluation: EvaluationReport) -> String? {
        evaluation.forgetting.map { share in
            Amounts.fixed(share * 100, digits: 1) + (evaluation.forgettingRows.map { " (\(Amounts.count($0, "row")))" } ?? "")
        }
    }

    static func name(_ metric: EvaluationReport.Metric) -> String {
        switch metric {
        case .accuracy: "accuracy"
        case .r2: "R²"
        case .mean: "mean score"
        }
    }

    /// The first three names and how many more.
    private static func files(_ files: [LearnedFile]) -> String {
        // Only a refinement learns none.
        if files.isEmpty { return "(refine)" }
        let names = files.prefix(3).map(\.file).joined(separator: ", ")
        return files.count > 3 ? names + " and \(files.count - 3) more" : names
    }
}

import Domain
import LearnAPI

/// Versions × files: how each version does on the gate rows of each file, which shows forgetting at a glance.
enum MatrixWords {
    /// With the files' names above their columns; where that is wider than `width`, with their batches' numbers, and the names below.
    static func lines(_ answer: VersionsResponse, width: Int) -> [String] {
        let evaluated = answer.versions.filter { $0.evaluation != nil }
        guard !evaluated.isEmpty else { return ["\(answer.model) has no evaluated version yet"] }
        var names: [BatchID: String] = [:]
        for file in evaluated.flatMap({ $0.evaluation?.files ?? [] }) { names[file.batch] = file.file }
        let batches = names.keys.sorted()
        let named = table(answer, evaluated, batches, titles: batches.map { names[$0]! }, forgetting: "FORGETTING")
        guard named.contains(where: { $0.columns > width }) else { return named }
        let numbered = table(answer, evaluated, batches, titles: batches.map { "#\($0)" }, forgetting: "FORGOT")
        return numbered + [""] + batches.map { "#\($0)  \(names[$0]!.printable)" }
    }

    private static func table(
        _ answer: VersionsResponse,
        _ versions: [VersionSummary],
        _ batches: [BatchID],
        titles: [String],
        forgetting: String
    ) -> [String] {
        var table = Table(
            columns: [.number("VERSION"), .text("STATE")] + titles.map { .number($0) } + [.number("ALL"), .number(forgetting)]
        )
        for version in versions {
            guard let evaluation = version.evaluation else { continue }
            let scores = Dictionary(evaluation.files.map { ($0.batch, $0.value) }, uniquingKeysWith: { $1 })
            let cells = batches.map { batch in scores[batch].map { VersionWords.score($0, evaluation.metric) } ?? "" }
            table.add(
                [version.number.description, VersionWords.state(version, in: answer)] + cells
                    + [
                        VersionWords.score(evaluation.all.value, evaluation.metric),
                        VersionWords.forgetting(evaluation) ?? "",
                    ]
            )
        }
        return table.lines(fitting: nil)
    }
}

import Domain
import LearnAPI

/// Versions × files: how each version does on the gate rows of each file, which shows forgetting at a glance.
enum MatrixWords {
    static func lines(_ answer: VersionsAnswer) -> [String] {
        let evaluated = answer.versions.filter { $0.evaluation != nil }
        guard !evaluated.isEmpty else { return ["\(answer.model) has no evaluated version yet"] }
        var names: [BatchID: String] = [:]
        for file in evaluated.flatMap({ $0.evaluation?.files ?? [] }) { names[file.batch] = file.file }
        let batches = names.keys.sorted()
        var table = Table(
            columns: [.number("VERSION"), .text("STATE")] + batches.map { .number(names[$0]!) } + [.number("ALL"), .number("FORGETTING")])
        for version in evaluated {
            guard let evaluation = version.evaluation else { continue }
            let scores = Dictionary(evaluation.files.map { ($0.batch, $0.value) }, uniquingKeysWith: { $1 })
            let cells = batches.map { batch in scores[batch].map { VersionWords.score($0, evaluation.metric) } ?? "" }
            table.add(
                [version.number.description, VersionWords.state(version)] + cells
                    + [
                        VersionWords.score(evaluation.all.value, evaluation.metric),
                        evaluation.forgetting.map { Amounts.fixed($0, digits: 1) } ?? "",
                    ])
        }
        return table.lines
    }
}

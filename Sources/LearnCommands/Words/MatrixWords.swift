import Domain
import LearnAPI

/// Versions × files: how each version does on the gate rows of each file, which shows forgetting at a glance.
enum MatrixWords {
    /// With the files' names above their columns; where that is wider than a terminal, with their batches' numbers and the names below, in as many
    /// tables, one below the other, as its columns need.
    static func lines(_ answer: VersionsResponse, width: Int?) -> [String] {
        let evaluated = answer.versions.filter { $0.evaluation != nil }
        guard !evaluated.isEmpty else { return ["\(answer.model) has no evaluated version yet"] }
        var names: [BatchID: String] = [:]
        for file in evaluated.flatMap({ $0.evaluation?.files ?? [] }) { names[file.batch] = file.file }
        let batches = names.keys.sorted()
        // A daily export has one name.
        let counts = Dictionary(grouping: batches) { names[$0]! }.mapValues(\.count)
        let titles = batches.map { counts[names[$0]!]! > 1 ? "\(names[$0]!) #\($0)" : names[$0]! }
        let named = table(evaluated, batches, titles: titles, all: "ALL", forgetting: "FORGETTING")
        guard let width, named.contains(where: { $0.columns > width }) else { return named }
        return numbered(evaluated, batches, width) + [""] + batches.map { "#\($0)  \(names[$0]!.printable)" }
    }

    private static func numbered(_ versions: [VersionSummary], _ batches: [BatchID], _ width: Int) -> [String] {
        // The totals first: a hundred files do not hide them.
        var lines: [String] = []
        var rest = batches[...]
        while !rest.isEmpty || lines.isEmpty {
            let totals = lines.isEmpty
            func fitting(_ count: Int) -> [String] {
                let some = Array(rest.prefix(count))
                return table(versions, some, titles: some.map { "#\($0)" }, all: totals ? "ALL" : nil, forgetting: totals ? "FORGOT" : nil)
            }
            var count = totals ? 0 : 1
            while count < rest.count, fitting(count + 1).allSatisfy({ $0.columns <= width }) { count += 1 }
            lines += (lines.isEmpty ? [] : [""]) + fitting(count)
            rest = rest.dropFirst(count)
        }
        return lines
    }

    private static func table(
        _ versions: [VersionSummary],
        _ batches: [BatchID],
        titles: [String],
        all: String?,
        forgetting: String?
    ) -> [String] {
        var table = Table(
            columns: [.number("VERSION"), .text("STATE")] + titles.map { .number($0) }
                + [all, forgetting].compactMap(\.self).map { .number($0) }
        )
        for version in versions {
            guard let evaluation = version.evaluation else { continue }
            let scores = Dictionary(evaluation.files.map { ($0.batch, $0.value) }, uniquingKeysWith: { $1 })
            var cells = [version.number.description, VersionWords.state(version)]
            cells += batches.map { batch in scores[batch].map { VersionWords.score($0, evaluation.metric) } ?? "" }
            if all != nil { cells.append(VersionWords.score(evaluation.all.value, evaluation.metric)) }
            if forgetting != nil { cells.append(VersionWords.forgetting(evaluation) ?? "") }
            table.add(cells)
        }
        return table.lines(fitting: nil)
    }
}

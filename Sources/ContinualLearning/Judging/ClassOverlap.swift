import Domain
import Rows

/// What a candidate loses on known classes because new ones look like them, and not because it forgot.
///
/// Where a coat looks like a pullover, whoever learns coats must lose some pullovers to them. Coats are then taken for pullovers too, and about as
/// often. So of the share of a known class's rows that are answered with a new class, as much is overlap as there are rows of the new class
/// answered with the known one; what goes beyond is forgetting. A model that has forgotten answers with the new class and never the other
/// way round: of its loss nothing is explained.
struct ClassOverlap {
    /// Of each known row, what of its loss is explained: 0…1.
    let explained: [Double]

    /// - Parameters:
    ///   - known: The gate rows of what the serving version had learned.
    ///   - before: The serving version on them.
    ///   - after: The candidate on them.
    ///   - rows: All of the candidate's gate rows.
    ///   - all: The candidate on them.
    ///   - classes: What the candidate can answer.
    ///   - grown: Those of them that the serving version could not.
    init(
        _ known: RowSet,
        before: RowLosses,
        after: RowLosses,
        rows: RowSet,
        all: RowLosses,
        classes: [String],
        grown: Set<String>
    ) {
        let taken = AnswerShares(of: known, all: after, classes: classes)
        let given = AnswerShares(of: rows, all: all, classes: classes)
        let isNew = classes.map { grown.contains($0) }
        explained = after.answers.indices.map { row in
            let answer = after.answers[row]
            guard before.losses[row] == 0, isNew[answer], let label = taken.labels[row] else { return 0 }
            return min(1, given.share(of: answer, answered: label) / taken.share(of: label, answered: answer))
        }
    }

    /// Of no row anything: no class is new, or the answers are numbers.
    init(rows: Int) { explained = [Double](repeating: 0, count: rows) }
}

/// Of each class's rows, the share that a model answers with each class.
private struct AnswerShares {
    /// Each row's class, by its place in the classes; nil for one that only gate rows have, which nobody can learn.
    let labels: [Int?]
    private var counts: [Int]
    private var totals: [Int]

    init(of rows: RowSet, all losses: RowLosses, classes: [String]) {
        guard case .classes(let indices, let names) = rows.table.labels else { preconditionFailure("rows without classes") }
        let outputs = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
        labels = indices.map { outputs[names[Int($0)]] }
        totals = [Int](repeating: 0, count: classes.count)
        counts = [Int](repeating: 0, count: classes.count * classes.count)
        for (label, answer) in zip(labels, losses.answers) {
            guard let label else { continue }
            totals[label] += 1
            counts[label * classes.count + answer] += 1
        }
    }

    func share(of label: Int, answered answer: Int) -> Double {
        totals[label] == 0 ? 0 : Double(counts[label * totals.count + answer]) / Double(totals[label])
    }
}

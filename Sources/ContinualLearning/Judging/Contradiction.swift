import Domain
import Glibc
import Rows

/// How much less a candidate is right on a new file than answers would be that come as often as its own and do not look at the row.
///
/// Who trained on a file and is worse on its held-out rows than such chance was taught the opposite before: the labels are shifted, swapped or another
/// question's. Replay keeps what is known, so that the known rows alone hardly show it. A file of one class, a hard one, and one that the model has not
/// learned well are no worse than chance.
struct Contradiction {
    /// Chance less right, row by row.
    let loss: PairedLoss
    /// Of the rows, the share that is right, and that would be by chance.
    let right: Double
    let chance: Double
    /// The rows' commonest class and the share that has it, where always answering with it is better for certain, in accuracy and in the mean over
    /// classes. No proof that the file contradicts, but worth a word.
    let better: (answer: String, share: Double)?

    /// Whether it is right on the file far less often than on what was known, for certain: so few would be right by chance in one of twenty files at
    /// most if twenty points less than what was known were right of it. By the binomial distribution, since files may be small.
    func isFarBelow(_ known: Double) -> Bool {
        let share = known - 0.20
        guard share > 0, share < 1 else { return false }
        let rows = Double(loss.rows)
        let count = (right * rows).rounded()
        guard count < share * rows else { return false }
        var probability = 0.0
        for hits in stride(from: 0, through: count, by: 1) {
            let ways = lgamma(rows + 1) - lgamma(hits + 1) - lgamma(rows - hits + 1)
            probability += exp(ways + hits * log(share) + (rows - hits) * log(1 - share))
        }
        return probability < 0.05
    }

    /// - Parameters:
    ///   - losses: The candidate's on `rows`, all of its gate rows.
    ///   - known: Those of them that the serving version's files brought.
    ///   - grown: The classes that only the candidate knows: nothing can contradict them.
    /// - Returns: Nil for numbers, and where the file has no gate row of a known class.
    init?(_ losses: RowLosses, on rows: RowSet, known: RowSet, classes: [String], grown: Set<String>) {
        guard case .classes(let indices, let names) = rows.table.labels else { return nil }
        let knownRows = Dictionary(uniqueKeysWithValues: known.keys.enumerated().map { ($1, $0) })
        let new = indices.indices.filter { row in
            guard !grown.contains(names[Int(indices[row])]) else { return false }
            guard let index = knownRows[rows.keys[row]] else { return true }
            return !known.table.labels.isSame(index, as: row, of: rows.table.labels)
        }
        guard !new.isEmpty else { return nil }
        var answered: [String: Double] = [:]
        for row in new { answered[classes[losses.answers[row]], default: 0] += 1 / Double(new.count) }
        let chances = new.map { answered[names[Int(indices[$0])]] ?? 0 }
        loss = PairedLoss(differences: zip(new, chances).map { $1 - (1 - losses.losses[$0]) })
        right = 1 - new.reduce(0) { $0 + losses.losses[$1] } / Double(new.count)
        chance = chances.reduce(0, +) / Double(new.count)
        better = Self.better(new, losses, indices, names)
    }

    private static func better(_ new: [Int], _ losses: RowLosses, _ indices: [Int32], _ names: [String]) -> (String, Double)? {
        let counts = Dictionary(grouping: new) { indices[$0] }.mapValues(\.count)
        guard counts.count > 1, let best = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }) else { return nil }
        let differences = new.map { losses.losses[$0] - (indices[$0] == best.key ? 0 : 1) }
        let weights = new.map { Double(new.count) / (Double(counts.count) * Double(counts[indices[$0]]!)) }
        guard PairedLoss(differences: differences).certain > 0,
            PairedLoss(differences: zip(differences, weights).map { $0 * $1 }).certain > 0
        else {
            return nil
        }
        return (names[Int(best.key)], Double(best.value) / Double(new.count))
    }
}

import Domain
import Rows

/// The answer that needs no model: always the commonest class, or the mean. What a model's first version is held against, since there is nothing
/// else that it could be worse than.
struct ConstantAnswer {
    /// For people: `'third'`, `the mean`.
    let answer: String
    /// Its accuracy (R² is 0) on the rows.
    let score: Double
    /// What the candidate loses against it, row by row.
    let loss: PairedLoss
    /// The same with every class weighing alike; nil for numbers.
    let balancedLoss: PairedLoss?

    /// - Parameter losses: The candidate's on `rows`.
    init?(_ losses: RowLosses, on rows: RowSet) {
        guard !rows.isEmpty else { return nil }
        switch rows.table.labels {
        case .classes(let indices, let names):
            var counts = [Int](repeating: 0, count: names.count)
            for index in indices { counts[Int(index)] += 1 }
            let best = counts.indices.max { (counts[$0], names[$1]) < (counts[$1], names[$0]) }!
            answer = "'\(names[best])'"
            score = Double(counts[best]) / Double(indices.count)
            let differences = zip(losses.losses, indices).map { $0 - (Int($1) == best ? 0 : 1) }
            loss = PairedLoss(differences: differences)
            let used = Double(counts.count { $0 > 0 })
            let weights = indices.map { Double(indices.count) / (used * Double(counts[Int($0)])) }
            balancedLoss = PairedLoss(differences: zip(differences, weights).map { $0 * $1 })
        case .numbers:
            answer = "the mean"
            score = 0
            loss = PairedLoss(differences: zip(losses.losses, losses.spread).map { $0 - $1 })
            balancedLoss = nil
        }
    }

    /// Worse for certain, in accuracy and in the mean over classes.
    var isCertainlyBetter: Bool { loss.certain > 0 && (balancedLoss.map { $0.certain > 0 } ?? true) }

    /// Whether the candidate is better for certain, in either.
    var isCertainlyWorse: Bool { Self.isGain(loss) || (balancedLoss.map(Self.isGain) ?? false) }

    /// The upper bound of the loss is below nothing.
    private static func isGain(_ loss: PairedLoss) -> Bool { 2 * loss.mean - loss.certain < 0 }
}

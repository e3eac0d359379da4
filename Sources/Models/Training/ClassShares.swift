import Glibc

/// How often each class comes in a job's steps, and how often it came in all rows that the model ever learned.
///
/// The two differ: half of a step is remembered rows, shared out evenly over the known classes, and the other half the new file, so that a file of
/// two classes out of ten shows each of these four times as often as each of the others. A network that learns from such steps answers too
/// often with what is new, and forgets for no better reason. The loss makes up for it, and the logits stay those of the classes' own shares.
package struct ClassShares {
    /// By the class's place in the head; 0: never.
    private let inSteps: [Double]
    /// Nil where nobody counted.
    private let inAll: [Double]?

    package init(
        _ version: ModelVersion,
        head: Int = 0,
        new: PreparedRows,
        _ newRows: Int,
        replay: PreparedRows?,
        _ replayRows: Int
    ) {
        let width = version.heads[head].outputs.width
        var shares = [Double](repeating: 0, count: width)
        for (rows, taken) in [(new, newRows)] + (replay.map { [($0, replayRows)] } ?? []) {
            let labels = rows.heads[head]
            let weight = Double(taken) / Double(newRows + replayRows) / Double(max(1, rows.count))
            for (index, count) in labels.classCounts(width: width).enumerated() { shares[index] += weight * Double(count) }
        }
        // Shares of the rows that have the label.
        let sum = shares.reduce(0, +)
        inSteps = version.heads.count > 1 && sum > 0 ? shares.map { $0 / sum } : shares
        let counts = replayRows > 0 ? version.classRows(head: head) : nil
        let all = Double(max(1, counts?.reduce(0, +) ?? 1))
        inAll = counts.map { $0.map { Double($0) / all } }
    }

    /// The most that is made up for, e = 2.7 times: beyond, a few rows of a new class beside many of the others are hardly learned
    /// (docs/decisions/0016).
    private static let most = 1.0

    /// What the loss makes up for: ln(share in the steps / share in all rows), within ±1; 0 for a class that never comes.
    ///
    /// Nil in a job without remembered rows: what is learned first has the shares that it has, and plain fine-tuning is what it is.
    package var logOdds: [Float]? {
        inAll.map { zip(inSteps, $0).map { $0 > 0 && $1 > 0 ? Float(min(max(log($0 / $1), -Self.most), Self.most)) : 0 } }
    }

    /// Each class's weight, so that every class that comes weighs the same in a job; 1 for one that never comes.
    package var balancingWeights: [Float] {
        let used = Double(inSteps.count { $0 > 0 })
        return inSteps.map { $0 > 0 ? Float(1 / (used * $0)) : 1 }
    }
}

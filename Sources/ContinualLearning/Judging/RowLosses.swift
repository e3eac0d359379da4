import Domain
import Models
import Rows

/// A model's loss on each of some rows: for classes 0 where it is right and 1 where it is wrong; for numbers the squared error over the variance
/// of the rows' labels (1 is no better than their mean).
struct RowLosses {
    let losses: [Double]
    /// Of numbers, what answering with the labels' mean loses on each row; empty for classes.
    let spread: [Double]
    /// What a loss of 1 is in the label's unit: the variance of the rows' labels; 1 for classes.
    let unit: Double
    /// The class that it answers with, by its place among those that it knows; empty for numbers.
    let answers: [Int]
    /// How probable it takes these to be; empty for numbers.
    let probabilities: [Float]
    /// The classes that it knows; empty for numbers.
    let classes: [String]

    /// - Parameter onRows: Called with the number of rows predicted, block by block.
    init(of predictor: any Predictor, on rows: RowSet, _ onRows: (Int) throws -> Void) rethrows {
        let outputs = try predictor.predict(rows.table, onRows)
        switch (rows.table.labels, predictor.outputs) {
        case (.classes(let indices, let names), .classes(let known)):
            answers = indices.indices.map { row in
                let scores = outputs[row * known.count..<(row + 1) * known.count]
                let best = scores.indices.max { scores[$0] < scores[$1] || (scores[$0] == scores[$1] && $0 > $1) }
                return best! - scores.startIndex
            }
            probabilities = zip(indices.indices, answers).map { outputs[$0 * known.count + $1] }
            losses = zip(indices, answers).map { known[$1] == names[Int($0)] ? 0 : 1 }
            classes = known
            unit = 1
            spread = []
        case (.numbers(let labels), .value):
            // Both sides within reach of the labels' middle: one far label would outweigh all others.
            let reach = RobustScale(labels)
            let bounds = (reach.mean - RobustScale.bound * reach.scale, reach.mean + RobustScale.bound * reach.scale)
            let within = labels.map { min(max($0, bounds.0), bounds.1) }
            let mean = within.reduce(0) { $0 + $1 / Double(max(1, within.count)) }
            let variance = within.reduce(0) { $0 + ($1 - mean) * ($1 - mean) / Double(max(1, within.count)) }
            let unit = variance > 0 && variance.isFinite ? variance : 1
            self.unit = unit
            answers = []
            probabilities = []
            classes = []
            spread = within.map { min(($0 - mean) * ($0 - mean) / unit, Self.most) }
            losses = within.indices.map { row in
                guard outputs[row].isFinite else { return Self.most }
                let error = min(max(Double(outputs[row]), bounds.0), bounds.1) - within[row]
                return min(error * error / unit, Self.most)
            }
        default:
            preconditionFailure("rows with \(rows.table.schema.task) labels for a model that answers \(predictor.outputs)")
        }
    }

    /// Of each head on the rows that have its label, one after the other.
    static func ofHeads(_ predictor: any Predictor, on rows: RowSet) -> [Double] {
        predictor.heads.indices.flatMap { head in
            RowLosses(of: HeadPredictor.of(predictor, head: head), on: rows.head(head)) { _ in }.losses
        }
    }

    var isNumbers: Bool { classes.isEmpty }

    /// Beyond this a loss says nothing more.
    private static let most = 1e9

    /// Accuracy or R² over the rows picked; 0 rows score 0.
    func score(_ picked: some Collection<Int>) -> Evaluation.Score {
        let loss = picked.reduce(0) { $0 + losses[$1] }
        return Evaluation.Score(rows: picked.count, value: picked.isEmpty ? 0 : 1 - loss / Double(picked.count))
    }
}

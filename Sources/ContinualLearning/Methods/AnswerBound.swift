import Domain
import Models
import Rows

/// From which probability on a head's label is an answer: a model's settings say it, or validation rows that it has not learned from.
enum AnswerBound {
    /// The right answers that are given up.
    private static let share = 0.02

    /// - Parameter losses: Of one head on rows that it has not learned; too few decide nothing.
    static func least(_ setting: LeastProbability, _ losses: RowLosses) -> Double? {
        guard !losses.isNumbers else { return nil }
        switch setting {
        case .off: return nil
        case .at(let probability): return probability
        case .auto:
            let right = zip(losses.losses, losses.probabilities).filter { $0.0 == 0 }.map(\.1)
            guard right.count >= HeldOutRows.least else { return nil }
            return Double(right.sorted()[Int(share * Double(right.count))])
        }
    }

    /// A network's heads, which never learn validation rows.
    static func bounded(_ version: ModelVersion, _ setting: LeastProbability, on rows: RowSet, _ sources: TextSources) throws
        -> ModelVersion
    {
        guard version.model is any NetworkFamily, setting != .off || version.heads.contains(where: { $0.leastProbability != nil }) else {
            return version
        }
        let predictor = try version.predictor(sources: sources)
        return version.heads.indices.filter { !version.heads[$0].outputs.classes.isEmpty }.reduce(version) { bounded, head in
            let losses = RowLosses(of: HeadPredictor.of(predictor, head: head), on: rows.head(head)) { _ in }
            return bounded.answering(from: least(setting, losses), head: head)
        }
    }
}

extension LeastProbability {
    /// The number, where it is one.
    var number: Double? { if case .at(let probability) = self { probability } else { nil } }
}

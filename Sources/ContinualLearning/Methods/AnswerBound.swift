import Domain
import Models
import Rows

/// From which probability on a head's label is an answer: a model's settings say it, or validation rows that it has not learned from.
enum AnswerBound {
    /// The right answers that are given up.
    private static let share = 0.02

    /// - Parameters:
    ///   - predictor: Of one head, which has not learned the rows.
    ///   - rows: Held out; too few decide nothing.
    static func least(_ setting: LeastProbability, _ predictor: any Predictor, on rows: RowSet) -> Double? {
        let classes = predictor.outputs.classes
        guard !classes.isEmpty else { return nil }
        switch setting {
        case .off: return nil
        case .at(let probability): return probability
        case .auto:
            guard rows.count >= HeldOutRows.least, case .classes(let labels, let names) = rows.table.labels else { return nil }
            let probabilities = predictor.predict(rows.table)
            var right: [Float] = []
            for (row, label) in labels.enumerated() {
                let own = probabilities[row * classes.count..<(row + 1) * classes.count]
                let best = own.indices.max { own[$0] < own[$1] || (own[$0] == own[$1] && $0 > $1) }!
                if classes[best - own.startIndex] == names[Int(label)] { right.append(own[best]) }
            }
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
        return version.heads.indices.reduce(version) { bounded, head in
            let least = least(setting, HeadPredictor.of(predictor, head: head), on: rows.head(head))
            return bounded.answering(from: least, head: head)
        }
    }
}

extension LeastProbability {
    /// The number, where it is one.
    var number: Double? { if case .at(let probability) = self { probability } else { nil } }
}

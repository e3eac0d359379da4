import Domain
import Rows

extension Evaluation {
    /// The scores behind some rows' losses.
    ///
    /// - Parameters:
    ///   - best: The parent's best scores by file.
    ///   - learned: See the property.
    init(_ losses: RowLosses, on rows: RowSet, best earlier: [String: Double], learned: [Double]) {
        all = losses.score(rows.identities.indices)
        byBatch = rows.placesByBatch.mapValues { losses.score($0) }
        byClass = [:]
        if case .classes(let indices, let names) = rows.table.labels {
            for (index, name) in names.enumerated() {
                let picked = indices.indices.filter { indices[$0] == Int32(index) }
                if !picked.isEmpty { byClass[name] = losses.score(picked) }
            }
            confusions = Self.confusions(indices.map { names[Int($0)] }, losses.answers.map { losses.classes[$0] })
        }
        // Only of the files that gate rows still tell of: the list must not grow with every file that ever was.
        best = [:]
        for (batch, score) in byBatch { best[batch] = max(earlier[batch] ?? score.value, score.value) }
        self.learned = learned
    }

    private static func confusions(_ labels: [String], _ answers: [String]) -> [Confusion] {
        var rows: [[String]: Int] = [:]
        for (label, answer) in zip(labels, answers) where label != answer { rows[[label, answer], default: 0] += 1 }
        let all = rows.map { Confusion(label: $0.key[0], answer: $0.key[1], rows: $0.value) }
        return Array(all.sorted { ($1.rows, $0.label, $0.answer) < ($0.rows, $1.label, $1.answer) }.prefix(mostConfusions))
    }
}

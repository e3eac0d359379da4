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
            for (place, name) in names.enumerated() {
                let picked = indices.indices.filter { indices[$0] == Int32(place) }
                if !picked.isEmpty { byClass[name] = losses.score(picked) }
            }
        }
        // Only of the files that gate rows still tell of: the list must not grow with every file that ever was.
        best = [:]
        for (batch, score) in byBatch { best[batch] = max(earlier[batch] ?? score.value, score.value) }
        self.learned = learned
    }
}

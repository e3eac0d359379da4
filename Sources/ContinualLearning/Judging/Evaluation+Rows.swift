import Domain
import Examples

extension Evaluation {
    /// The scores behind some rows' losses.
    ///
    /// - Parameter lineage: The parent's, with what overlapping classes took since.
    init(_ losses: RowLosses, on rows: RowSet, lineage: LineageScores) {
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
        overlap = [:]
        for (batch, score) in byBatch {
            let earlier = lineage.best[batch] ?? score.value
            best[batch] = max(earlier, score.value)
            // A new best has nothing to be excused.
            if score.value < earlier { overlap![batch] = lineage.overlap[batch] }
        }
    }
}

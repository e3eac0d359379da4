import Domain
import Examples

extension Evaluation {
    /// The scores behind some rows' losses.
    ///
    /// - Parameter best: The parent's `best`.
    init(_ losses: RowLosses, on rows: RowSet, best earlier: [String: Double]) {
        all = losses.score(rows.identities.indices)
        var places: [Int32: [Int]] = [:]
        for (row, sources) in rows.sources.enumerated() {
            for source in sources { places[source, default: []].append(row) }
        }
        byBatch = [:]
        for (source, picked) in places { byBatch[rows.batches[Int(source)].description] = losses.score(picked) }
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
    }
}

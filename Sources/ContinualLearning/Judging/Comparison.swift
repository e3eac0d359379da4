import Domain
import Examples
import Models

/// A candidate beside the serving version, on the gate rows of what that had learned.
struct Comparison {
    /// Both scores on those rows.
    let before: Double
    let after: Double
    /// What the candidate loses; what overlapping classes explain is left out.
    let loss: PairedLoss
    /// The same with it.
    let total: PairedLoss
    /// What they explain, as a share of the rows.
    let overlap: Double
    /// Below what the lineage's best leads to expect of the same files; nil where none of them was judged before.
    let lossAgainstBest: Double?
    /// The lineage's scores, with what overlapping classes took this time.
    let lineage: LineageScores

    /// - Parameters:
    ///   - losses: The candidate's on `rows`, all of its gate rows.
    ///   - grown: The classes that only the candidate knows.
    init(
        _ candidate: any Predictor, _ losses: RowLosses, on rows: RowSet, with serving: any Predictor, on known: RowSet, grown: Set<String>,
        lineage: LineageScores
    ) {
        let servingLosses = RowLosses(of: serving, on: known)
        let candidateLosses = RowLosses(of: candidate, on: known)
        before = servingLosses.score(known.identities.indices).value
        after = candidateLosses.score(known.identities.indices).value

        var explained = [Double](repeating: 0, count: known.count)
        if !grown.isEmpty, case .classes(let classes) = candidate.outputs {
            explained =
                ClassOverlap(
                    known, before: servingLosses, after: candidateLosses, rows: rows, all: losses, classes: classes, grown: grown
                ).explained
        }
        let differences = zip(candidateLosses.losses, servingLosses.losses).map { $0 - $1 }
        total = PairedLoss(differences: differences)
        loss = PairedLoss(differences: zip(differences, explained).map { $0 - $1 })
        overlap = explained.reduce(0, +) / Double(max(1, known.count))

        var grownLineage = lineage
        var (compared, below) = (0, 0.0)
        for (file, places) in known.placesByBatch {
            let taken = places.reduce(0) { $0 + explained[$1] } / Double(places.count)
            if taken > 0 { grownLineage.overlap[file, default: 0] += taken }
            guard let expected = grownLineage.expected(file) else { continue }
            compared += places.count
            below += Double(places.count) * (expected - candidateLosses.score(places).value)
        }
        self.lineage = grownLineage
        lossAgainstBest = compared > 0 ? below / Double(compared) : nil
    }
}

extension RowSet {
    /// The places of each file's rows, by its digest; a row that several files brought counts for each.
    var placesByBatch: [String: [Int]] {
        var places: [Int32: [Int]] = [:]
        for (row, sources) in sources.enumerated() {
            for source in sources { places[source, default: []].append(row) }
        }
        return Dictionary(uniqueKeysWithValues: places.map { (batches[Int($0)].description, $1) })
    }
}

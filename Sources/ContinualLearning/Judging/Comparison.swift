import Domain
import Models
import Rows

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
    /// What the candidate loses against each row as it was when the row's file was learned: where small losses add up. What overlapping
    /// classes explain, now and since then, is left out.
    let sinceLearned: PairedLoss
    /// The score of these rows when their files were learned.
    let whenLearned: Double
    /// The loss when learned of each of the candidate's gate rows; see `Evaluation.learned`.
    let learned: [Double]

    /// - Parameters:
    ///   - losses: The candidate's on `rows`, all of its gate rows.
    ///   - grown: The classes that only the candidate knows.
    ///   - earlier: The loss of each known row when its file was learned; nil: as the serving version is.
    init(
        _ candidate: any Predictor,
        _ losses: RowLosses,
        on rows: RowSet,
        with serving: any Predictor,
        on known: RowSet,
        grown: Set<String>,
        learned earlier: [Double]?,
        _ onRows: (Int) throws -> Void
    ) rethrows {
        let servingLosses = try RowLosses(of: serving, on: known, onRows)
        let candidateLosses = try RowLosses(of: candidate, on: known, onRows)
        let all = known.identities.indices
        before = servingLosses.score(all).value
        after = candidateLosses.score(all).value

        var explained = [Double](repeating: 0, count: known.count)
        if !grown.isEmpty, case .classes(let classes) = candidate.outputs {
            explained =
                ClassOverlap(
                    known,
                    before: servingLosses,
                    after: candidateLosses,
                    rows: rows,
                    all: losses,
                    classes: classes,
                    grown: grown
                ).explained
        }
        let differences = zip(candidateLosses.losses, servingLosses.losses).map { $0 - $1 }
        total = PairedLoss(differences: differences)
        loss = PairedLoss(differences: zip(differences, explained).map { $0 - $1 })
        overlap = explained.reduce(0, +) / Double(max(1, known.count))

        let unit = servingLosses.unit
        // A list of another length is another program's.
        let reference = earlier.flatMap { $0.count == known.count ? $0.map { $0 / unit } : nil } ?? servingLosses.losses
        sinceLearned = PairedLoss(
            differences: all.map { candidateLosses.losses[$0] - reference[$0] - explained[$0] }
        )
        whenLearned = known.isEmpty ? 0 : 1 - reference.reduce(0, +) / Double(known.count)
        let excused = zip(reference, explained).map { $1 > 0 ? min(1, $0 + $1) : $0 }
        learned = Self.handedDown(known, excused, unit, to: rows, losses)
    }

    /// The loss when learned of each of the candidate's gate rows: that of a row which was known with this label, as it was; that of a new one,
    /// the candidate's.
    private static func handedDown(
        _ known: RowSet,
        _ reference: [Double],
        _ unit: Double,
        to rows: RowSet,
        _ losses: RowLosses
    ) -> [Double] {
        let indices = Dictionary(uniqueKeysWithValues: known.keys.enumerated().map { ($1, $0) })
        return rows.identities.indices.map { row in
            guard let index = indices[rows.keys[row]], known.table.labels.isSame(index, as: row, of: rows.table.labels) else {
                return losses.losses[row] * losses.unit
            }
            return reference[index] * unit
        }
    }
}

extension RowSet {
    /// The places of each file's rows, by its digest; a row that several files brought counts for each.
    var placesByBatch: [String: [Int]] {
        var indices: [Int32: [Int]] = [:]
        for (row, sources) in sources.enumerated() {
            for source in sources { indices[source, default: []].append(row) }
        }
        return Dictionary(uniqueKeysWithValues: indices.map { (batches[Int($0)].description, $1) })
    }
}

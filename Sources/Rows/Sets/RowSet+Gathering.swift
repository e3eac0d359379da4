import Domain
import Threads

extension RowSet {
    /// A file's rows, with what was found in gathering them.
    public struct Gathered: Hashable, Sendable {
        /// Those that count, in the order of the file.
        public var rows: RowSet
        /// Rows of the file whose features an earlier row of it has too.
        public var repeatedRows: Int
        /// Those among `repeatedRows` whose label is not the earlier one's.
        public var conflictingRows: Int

        /// For people; empty where there is nothing to say.
        public var warnings: [String] {
            var warnings: [String] = []
            if conflictingRows > 0 {
                warnings.append(
                    (conflictingRows == 1 ? "1 row has" : "\(conflictingRows) rows have")
                        + " the features of an earlier row and another label: the last label counts"
                )
            }
            if repeatedRows > 0, repeatedRows <= rows.count, conflictingRows < repeatedRows {
                let count = repeatedRows - conflictingRows
                warnings.append(
                    count == 1
                        ? "1 row is an exact copy of an earlier row and is not counted again"
                        : "\(count) rows are exact copies of earlier rows and are not counted again"
                )
            }
            if repeatedRows > rows.count {
                warnings.append(
                    "only \(rows.count) of \(rows.count + repeatedRows) rows \(rows.count == 1 ? "counts" : "count"): the others have the features of an earlier row "
                        + "(models.MODEL.rows: {repeated: count} lets each count)"
                )
            }
            return warnings
        }
    }

    /// A file's rows under their identities. Where repeats count, all of them; else, of rows with the same features, the last one's label stays,
    /// at the first one's place.
    public static func gather(_ table: ExampleTable, batch: Digest) -> Gathered {
        let identities = RowIdentity.compute(table)
        if table.schema.countsRepeats {
            let rows = RowSet(
                table: table,
                identities: identities,
                sources: [[Int32]](repeating: [0], count: identities.count),
                batches: identities.isEmpty ? [] : [batch],
                numbers: (0..<UInt32(identities.count)).map { $0 }
            )
            return Gathered(rows: rows, repeatedRows: 0, conflictingRows: 0)
        }
        var indices = DigestPlaces(capacity: identities.count)
        // The row whose features stand at each place, and of each head the row whose label does.
        var featureRows: [Int] = []
        featureRows.reserveCapacity(identities.count)
        var labelRows = [[Int]](repeating: featureRows, count: table.heads.count)
        var conflicting = 0
        for (row, identity) in identities.enumerated() {
            if row % 4096 == 0 { WorkPulse.beat() }
            let index = indices.index(of: identity, orNew: featureRows.count) { identities[featureRows[$0]] }
            if index == featureRows.count {
                featureRows.append(row)
                for head in labelRows.indices { labelRows[head].append(row) }
            } else {
                var isConflicting = false
                // A label that is missing leaves the earlier one.
                for (head, labels) in table.heads.enumerated() where labels.hasLabel(row) {
                    let earlier = labelRows[head][index]
                    if labels.hasLabel(earlier), !labels.same(earlier, row) { isConflicting = true }
                    labelRows[head][index] = row
                }
                if isConflicting { conflicting += 1 }
            }
        }
        let repeated = identities.count - featureRows.count
        let kept = repeated == 0 ? table : table.picking(featureRows, labels: labelRows)
        let rows = RowSet(
            table: kept,
            identities: repeated == 0 ? identities : featureRows.map { identities[$0] },
            sources: [[Int32]](repeating: [0], count: featureRows.count),
            batches: featureRows.isEmpty ? [] : [batch],
            numbers: []
        )
        return Gathered(rows: rows, repeatedRows: repeated, conflictingRows: conflicting)
    }
}

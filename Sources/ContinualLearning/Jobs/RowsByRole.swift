import Rows

/// A file's rows, each where its identity, or in a coarse table its key, puts it for ever.
struct RowsByRole {
    private let rows: RowSet
    private let places: [RowRole: [Int]]

    init(_ rows: RowSet, share: Double) {
        var indices: [RowRole: [Int]] = [:]
        // No row that is held out has a twin in training; in a coarse table every row has, and only the occurrences can be told apart.
        let deciding = rows.schema.isCoarse == true ? rows.keys : rows.identities
        for (row, digest) in deciding.enumerated() { indices[RowRole(of: digest, holdoutShare: share), default: []].append(row) }
        self.rows = rows
        places = indices
    }

    /// Their places among the file's rows.
    func indices(_ role: RowRole) -> [Int] { places[role] ?? [] }

    /// Made anew each time: of a large file not all of them have room beside each other.
    subscript(role: RowRole) -> RowSet { rows.subset(indices(role)) }
}

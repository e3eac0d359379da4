import Rows

/// A file's rows, each where its identity, or in a coarse table its key, puts it for ever.
struct RowsByRole {
    let train: RowSet
    let validation: RowSet
    let gate: RowSet

    init(_ rows: RowSet, share: Double) {
        var indices: [RowRole: [Int]] = [:]
        // No row that is held out has a twin in training; in a coarse table every row has, and only the occurrences can be told apart.
        let deciding = rows.schema.isCoarse == true ? rows.keys : rows.identities
        for (row, digest) in deciding.enumerated() { indices[RowRole(of: digest, holdoutShare: share), default: []].append(row) }
        train = rows.subset(indices[.train] ?? [])
        validation = rows.subset(indices[.validation] ?? [])
        gate = rows.subset(indices[.gate] ?? [])
    }
}

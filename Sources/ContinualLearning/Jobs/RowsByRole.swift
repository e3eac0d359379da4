import Rows

/// A file's rows, each where its identity puts it for ever.
struct RowsByRole {
    let train: RowSet
    let validation: RowSet
    let gate: RowSet

    init(_ rows: RowSet, share: Double) {
        var places: [RowRole: [Int]] = [:]
        for (row, identity) in rows.identities.enumerated() { places[RowRole(of: identity, holdoutShare: share), default: []].append(row) }
        train = rows.subset(places[.train] ?? [])
        validation = rows.subset(places[.validation] ?? [])
        gate = rows.subset(places[.gate] ?? [])
    }
}

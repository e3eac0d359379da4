import Domain

extension RowSet {
    /// At most so many rows of each class, those of the highest priority; of numbers, so many in all. Sorted by key.
    public func keepingHighest(perClass: Int, seed: UInt64) -> RowSet {
        subset(keyOrder(rowsByClass(seed).flatMap { $0.prefix(max(0, perClass)) }))
    }

    /// The priority reservoir: at most `capacity` rows, shared out evenly over the classes in use, within a class those of the highest
    /// priority; of numbers, the highest in all. Sorted by key.
    ///
    /// Classes with fewer rows than their share ⌊M/C⌋ keep all they have, and what they leave goes round to the others. Seats that cannot
    /// be shared out evenly go, one each, to the classes whose next row has the highest priority. Nothing depends on the rows' order, and
    /// keeping in steps loses nothing: keep(keep(A) ∪ B) = keep(A ∪ B).
    public func keepingBalanced(capacity: Int, seed: UInt64) -> RowSet {
        let classes = rowsByClass(seed)
        let shares = Self.shares(of: max(0, capacity), among: classes.map(\.count))
        var kept = zip(classes, shares.seats).flatMap { $0.prefix($1) }
        if shares.rest > 0 {
            let next = zip(classes, shares.seats).compactMap { $0.count > $1 ? $0[$1] : nil }
            kept += byPriority(next, seed).prefix(shares.rest)
        }
        return subset(keyOrder(kept))
    }

    /// The largest even level: each class gets the smaller of its size and the level; the rest is smaller than the number of classes that
    /// have more.
    package static func shares(of capacity: Int, among sizes: [Int]) -> (seats: [Int], rest: Int) {
        var free = capacity
        var level = 0
        var open = sizes.filter { $0 > 0 }.sorted()[...]
        // The smallest class decides how far the level can rise with all that are still open.
        while let smallest = open.first {
            let rise = min(smallest - level, free / open.count)
            level += rise
            free -= rise * open.count
            guard level == smallest else { break }
            open = open.drop { $0 == level }
        }
        return (sizes.map { min($0, level) }, open.isEmpty ? 0 : free)
    }

    /// The rows of each class in use, highest priority first; of numbers, all rows as one.
    private func rowsByClass(_ seed: UInt64) -> [[Int]] {
        var classes: [[Int]]
        switch table.labels {
        case .classes(let indices, let names):
            classes = [[Int]](repeating: [], count: names.count)
            for (row, index) in indices.enumerated() { classes[Int(index)].append(row) }
        case .numbers:
            classes = [Array(keys.indices)]
        }
        return classes.filter { !$0.isEmpty }.map { byPriority($0, seed) }
    }

    private func byPriority(_ rows: [Int], _ seed: UInt64) -> [Int] {
        rows.map { (priority: RowPriority.of(keys[$0], seed: seed), key: keys[$0], row: $0) }
            .sorted { ($0.priority, $0.key) > ($1.priority, $1.key) }
            .map(\.row)
    }

    private func keyOrder(_ rows: [Int]) -> [Int] {
        rows.sorted { keys[$0] < keys[$1] }
    }
}

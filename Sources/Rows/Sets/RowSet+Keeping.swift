import Domain
import Threads

extension RowSet {
    /// At most so many rows of each class, those of the highest priority; of numbers, so many in all. Of several heads, what any of them keeps.
    /// Sorted by key.
    public func keepingHighest(perClass: Int, seed: UInt64) -> RowSet {
        keeping { rowsByClass($0).flatMap { highest(max(0, perClass), of: $0, seed) } }
    }

    /// What any of the heads keeps.
    private func keeping(_ ofHead: (ExampleTable.Labels) -> [Int]) -> RowSet {
        let kept = table.heads.map(ofHead)
        return subset(ascending(kept.count == 1 ? kept[0] : Array(Set(kept.joined()))))
    }

    /// The priority reservoir: at most `capacity` rows, shared out evenly over the classes in use, within a class those of the highest
    /// priority; of numbers, the highest in all. Sorted by key.
    ///
    /// Classes with fewer rows than their share ⌊M/C⌋ keep all they have, and what they leave goes round to the others. Seats that cannot
    /// be shared out evenly go, one each, to the classes whose next row has the highest priority. Nothing depends on the rows' order, and
    /// keeping in steps loses nothing: keep(keep(A) ∪ B) = keep(A ∪ B). Several heads have an even part of the capacity each; a row that two of them keep
    /// is one.
    public func keepingBalanced(capacity: Int, seed: UInt64) -> RowSet {
        keeping { balanced($0, capacity: max(0, capacity) / table.heads.count, seed) }
    }

    private func balanced(_ labels: ExampleTable.Labels, capacity: Int, _ seed: UInt64) -> [Int] {
        let classes = rowsByClass(labels)
        let shares = Self.shares(of: capacity, among: classes.map(\.count))
        // One more than its seats: the next row may have one of those that are left.
        let ranked = zip(classes, shares.seats).map { highest($1 + 1, of: $0, seed) }
        var kept = zip(ranked, shares.seats).flatMap { $0.prefix($1) }
        if shares.rest > 0 {
            let next = zip(ranked, shares.seats).compactMap { $0.count > $1 ? $0[$1] : nil }
            kept += highest(shares.rest, of: next, seed)
        }
        return kept
    }

    /// `merged(with: later).keepingBalanced(…)`, without a joined table of all rows of both: a later row that would have no seat among its own has none
    /// in company either.
    public func keepingBalanced(with later: RowSet, capacity: Int, seed: UInt64) -> RowSet {
        // A row of the later set may lack a label that the earlier one has.
        guard !schema.hasSeveralHeads else { return merged(with: later).keepingBalanced(capacity: capacity, seed: seed) }
        let kept = later.keepingBalanced(capacity: capacity, seed: seed)
        // Those that both have count as the later set has them, kept there or not.
        let places = Set(kept.keys)
        return removing(common(with: later).subtracting(places)).merged(with: kept).keepingBalanced(capacity: capacity, seed: seed)
    }

    /// The keys that both sets have.
    private func common(with other: RowSet) -> Set<Digest> {
        let own = Set(keys)
        return own.isEmpty ? [] : Set(other.keys.lazy.filter(own.contains))
    }

    /// The rows that the other set does not have.
    public func without(_ other: RowSet) -> RowSet { removing(common(with: other)) }

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

    /// The rows of each class in use; of numbers, all rows as one. Those without the label are left out.
    private func rowsByClass(_ labels: ExampleTable.Labels) -> [[Int]] {
        var classes: [[Int]]
        switch labels {
        case .classes(let indices, let names):
            classes = [[Int]](repeating: [], count: names.count)
            for (row, index) in indices.enumerated() where index >= 0 { classes[Int(index)].append(row) }
        case .numbers(let numbers):
            classes = [numbers.indices.filter { !numbers[$0].isNaN }]
        }
        return classes.filter { !$0.isEmpty }
    }

    /// At most so many of some rows, highest priority first. Of millions a few are wanted: those that fall behind are let go on the way.
    private func highest(_ most: Int, of rows: [Int], _ seed: UInt64) -> [Int] {
        typealias Ranked = (priority: UInt64, key: Digest, row: Int)
        func comesBefore(_ left: Ranked, _ right: Ranked) -> Bool { (left.priority, left.key) > (right.priority, right.key) }
        guard most > 0 else { return [] }
        let room = most > rows.count / 2 ? rows.count : 2 * most
        var best: [Ranked] = []
        best.reserveCapacity(room)
        var last: Ranked?
        for (index, row) in rows.enumerated() {
            if index % 1024 == 0 { WorkPulse.beat() }
            let ranked: Ranked = (RowPriority.of(keys[row], seed: seed), keys[row], row)
            if let last, !comesBefore(ranked, last) { continue }
            best.append(ranked)
            if best.count == room, room < rows.count {
                best.sort(by: comesBefore)
                best.removeLast(room - most)
                last = best.last
            }
        }
        best.sort(by: comesBefore)
        return best.prefix(most).map(\.row)
    }

    /// Rows in the order of their keys.
    func ascending(_ rows: [Int]) -> [Int] { DigestOrder.ascending(rows, keys) }
}

import Rows

/// The rows that a model remembers: at most so many, shared out over its classes, those of the highest priority.
///
/// It is a function of all rows that the model ever learned, in any order and any pieces.
struct ReplayMemory {
    let rows: RowSet

    init(_ rows: RowSet) { self.rows = rows }

    /// Without the rows that came again: their new label counts.
    func without(_ new: RowSet) -> ReplayMemory { ReplayMemory(rows.without(new)) }

    /// What is remembered once these are learned too.
    func taking(_ new: RowSet, capacity: Int, seed: UInt64) -> ReplayMemory {
        ReplayMemory(rows.keepingBalanced(with: new, capacity: capacity, seed: seed))
    }

    /// Whether some of these rows are of classes that no remembered row is of.
    func isGrowing(with new: RowSet) -> Bool {
        guard case .classes(_, let names) = new.table.labels, case .classes(_, let known) = rows.table.labels else { return false }
        return !Set(names).isSubset(of: known)
    }
}

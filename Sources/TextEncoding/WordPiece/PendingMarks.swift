/// Nonstarters one after another, which canonical decomposition sorts by their combining class: those that are no marks and so are left.
final class PendingMarks {
    /// The class, how many were there before, and the code point, in one number each.
    private var marks: [UInt64] = []

    var isEmpty: Bool { marks.isEmpty }

    func add(_ point: UInt32, combiningClass: UInt32) {
        // 35 bits of a count that only a text of gigabytes would need more of.
        let order = UInt64(marks.count) & 0x7_FFFF_FFFF
        marks.append(UInt64(combiningClass) << 56 | order << 21 | UInt64(point))
    }

    /// Calls `body` with each in order; none is left.
    func flush(_ body: (UInt32) -> Void) {
        if marks.count > 1 { marks.sort() }
        for mark in marks { body(UInt32(mark & 0x1F_FFFF)) }
        marks.removeAll(keepingCapacity: true)
    }
}

import Domain

/// What two neighboring tokens become, and which of several pairs is merged first.
struct MergeTable: Sendable {
    struct Merge: Sendable, Hashable {
        var left: Int32
        var right: Int32
        var becomes: Int32
    }

    /// By rank, the first to be merged first; no pair twice.
    private(set) var merges: [Merge]
    /// A merge's rank and one, 0 where the slot is free.
    private var slots: [UInt32]

    /// - Parameter merges: By rank; of a pair that is there twice the last counts, as in the reference.
    init(_ merges: [Merge]) throws(Refusal) {
        self.merges = []
        slots = []
        let counts = try fill(merges)
        if counts.contains(false) { _ = try fill(zip(merges, counts).filter(\.1).map(\.0)) }
    }

    /// The rank of a pair, -1 where it is not merged.
    @inline(__always)
    static func rank(of left: Int32, _ right: Int32, in slots: UnsafeBufferPointer<UInt32>, _ merges: UnsafeBufferPointer<Merge>) -> Int32 {
        let mask = slots.count - 1
        var index = hash(left, right) & mask
        while true {
            let slot = slots.baseAddress.unsafelyUnwrapped[index]
            if slot == 0 { return -1 }
            let merge = merges.baseAddress.unsafelyUnwrapped[Int(slot) - 1]
            if merge.left == left, merge.right == right { return Int32(slot) - 1 }
            index = (index + 1) & mask
        }
    }

    /// Calls `body` with the slots and the merges as they lie.
    @inline(__always)
    func withTables(_ body: (UnsafeBufferPointer<UInt32>, UnsafeBufferPointer<Merge>) -> Void) {
        slots.withUnsafeBufferPointer { slots in merges.withUnsafeBufferPointer { body(slots, $0) } }
    }

    /// Returns for each merge whether it counts, no later one replacing it.
    private mutating func fill(_ merges: [Merge]) throws(Refusal) -> [Bool] {
        var size = 16
        while size < merges.count * 2 { size *= 2 }
        var slots = [UInt32](repeating: 0, count: size)
        var counts = [Bool](repeating: true, count: merges.count)
        for (rank, merge) in merges.enumerated() {
            var index = MergeTable.hash(merge.left, merge.right) & (size - 1)
            var run = 0
            while slots[index] != 0 {
                let other = merges[Int(slots[index]) - 1]
                if other.left == merge.left, other.right == merge.right {
                    counts[Int(slots[index]) - 1] = false
                    break
                }
                index = (index + 1) & (size - 1)
                run += 1
                guard run < 1024 else {
                    throw Refusal(.invalid, what: "the merges are chosen so that looking them up takes forever")
                }
            }
            slots[index] = UInt32(rank + 1)
        }
        (self.merges, self.slots) = (merges, slots)
        return counts
    }

    @inline(__always)
    private static func hash(_ left: Int32, _ right: Int32) -> Int {
        Int(truncatingIfNeeded: WordHash.mixed(UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right)) ^ 0x9E37_79B9))
    }
}

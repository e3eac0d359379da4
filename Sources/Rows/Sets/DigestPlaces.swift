import Domain

/// Where each of many digests stands in a list: a table with open addressing.
///
/// A digest's own first word is its hash: SHA-256 spreads better than any hash of it would, and whoever makes rows whose words agree in
/// their lowest bits gains a few steps of a search.
package struct DigestPlaces {
    private static let empty: Int32 = -1
    private var slots: [Int32]
    private let mask: UInt64

    /// - Parameter capacity: Most digests that will stand in it. At least half of the slots stay empty.
    package init(capacity: Int) {
        precondition(capacity <= Int(Int32.max), "\(capacity) rows are more than indices can be numbered for")
        var count = 16
        while count < 2 * capacity { count *= 2 }
        slots = [Int32](repeating: Self.empty, count: count)
        mask = UInt64(count - 1)
    }

    /// The place of a digest; where it has none yet, it gets `new`.
    ///
    /// - Parameter digest: The digest at a place given before.
    @inline(__always)
    package mutating func index(of wanted: Digest, orNew new: Int, digest: (Int) -> Digest) -> Int {
        var slot = Int(wanted.words.0 & mask)
        while slots[slot] != Self.empty {
            let index = Int(slots[slot])
            if digest(index) == wanted { return index }
            slot = Int((UInt64(slot) + 1) & mask)
        }
        slots[slot] = Int32(new)
        return new
    }
}

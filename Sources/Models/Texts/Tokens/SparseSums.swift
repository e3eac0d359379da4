/// Whole numbers by place, most of which are 0: a hash table of open addresses.
struct SparseSums: Sendable {
    /// `place + 1`; 0 where free.
    private var places: [UInt32] = []
    private var sums: [Int64] = []
    private var filled = 0

    /// Adds to the sum at a place below 2³² − 1.
    mutating func add(_ sum: Int64, at place: UInt32) {
        if 2 * (filled + 1) > places.count { grow() }
        let slot = slot(place)
        if places[slot] == 0 {
            places[slot] = place + 1
            filled += 1
        }
        sums[slot] += sum
    }

    /// Those that are not 0, in the order of their places.
    var sorted: [(place: UInt32, sum: Int64)] {
        var pairs: [(place: UInt32, sum: Int64)] = []
        pairs.reserveCapacity(filled)
        for slot in places.indices where places[slot] != 0 && sums[slot] != 0 { pairs.append((places[slot] - 1, sums[slot])) }
        return pairs.sorted { $0.place < $1.place }
    }

    /// Every sum as a function makes it of what it was.
    mutating func map(_ function: (Int64) -> Int64) {
        for slot in places.indices where places[slot] != 0 { sums[slot] = function(sums[slot]) }
    }

    private func slot(_ place: UInt32) -> Int {
        let mask = places.count - 1
        var slot = Int(place &* 0x9E37_79B1 >> 7) & mask
        while places[slot] != 0, places[slot] != place + 1 { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let (oldPlaces, oldSums) = (places, sums)
        let count = max(64, 2 * places.count)
        places = [UInt32](repeating: 0, count: count)
        sums = [Int64](repeating: 0, count: count)
        for slot in oldPlaces.indices where oldPlaces[slot] != 0 {
            let new = self.slot(oldPlaces[slot] - 1)
            (places[new], sums[new]) = (oldPlaces[slot], oldSums[slot])
        }
    }
}

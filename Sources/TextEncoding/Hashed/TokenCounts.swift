import Glibc

/// How often each of a text's tokens stands in it, told apart by 64 bits of hash, in the order in which they came.
struct TokenCounts {
    private var hashes: [UInt64] = []
    private var counts: [Int32] = []
    /// Places in these by hash, −1 where free.
    private var slots: [Int32] = []
    private var mask = 0

    /// Forgets all; there will be `most` tokens at most.
    mutating func begin(most: Int) {
        hashes.removeAll(keepingCapacity: true)
        counts.removeAll(keepingCapacity: true)
        var size = 64
        while size < 2 * most { size *= 2 }
        if size > slots.count { slots = [Int32](repeating: -1, count: size) }
        mask = size - 1
        slots.withUnsafeMutableBufferPointer { slots in
            for place in 0..<size { slots[place] = -1 }
        }
    }

    @inline(__always)
    mutating func count(_ hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash >> 20) & mask
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if hashes[place] == hash {
                counts[place] += 1
                return
            }
            slot = (slot + 1) & mask
        }
        slots[slot] = Int32(hashes.count)
        hashes.append(hash)
        counts.append(1)
    }

    /// Adds 1 + ln n at each token's place and with its sign, all together of length 1.
    func add(to vector: UnsafeMutablePointer<Float>) {
        each { hash, value in
            vector[Int(truncatingIfNeeded: hash) & (HashedText.width - 1)] += hash >> 63 == 0 ? value : -value
        }
    }

    /// Each token's 1 + ln n, all together of length 1.
    @inline(__always)
    func each(_ body: (_ hash: UInt64, _ weight: Float) -> Void) {
        var squares: Float = 0
        for count in counts {
            let weight = Self.weight(count)
            squares += weight * weight
        }
        guard squares > 0 else { return }
        let factor = 1 / squares.squareRoot()
        for (hash, count) in zip(hashes, counts) { body(hash, factor * Self.weight(count)) }
    }

    @inline(__always)
    private static func weight(_ count: Int32) -> Float { count == 1 ? 1 : 1 + logf(Float(count)) }
}

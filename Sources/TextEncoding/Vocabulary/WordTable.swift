import Domain

/// Finds words by their bytes: open addressing, 16 bytes a slot, at most two thirds full. The bytes themselves lie in a pool beside it.
struct WordTable: Sendable {
    struct Slot: Sendable {
        /// The upper half of the word's hash.
        var tag: UInt32 = 0
        /// Where in the pool.
        var offset: UInt32 = 0
        /// 0 where the slot is free: no empty word is ever looked for.
        var length: UInt32 = 0
        var id: Int32 = 0
    }

    /// More slots than this in a row are none of a hash's chance: somebody chose the words.
    private static let longestRun = 1024

    private(set) var slots: [Slot]
    private(set) var count = 0
    /// The longest word's bytes.
    private(set) var longest = 0

    init(expecting words: Int) {
        var size = 16
        while size * 2 < words * 3 { size *= 2 }
        slots = [Slot](repeating: Slot(), count: size)
    }

    /// Enters a word that lies in the pool. One that is there already takes the new id.
    ///
    /// - Returns: Whether it is new.
    mutating func insert(pool: UnsafePointer<UInt8>, offset: Int, length: Int, id: Int32) throws(Refusal) -> Bool {
        if count * 3 >= slots.count * 2 { try grow(pool) }
        let hash = WordHash.hash(pool + offset, length)
        var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        var run = 0
        while slots[index].length != 0 {
            if matches(slots[index], hash, pool + offset, length, pool) {
                slots[index].id = id
                return false
            }
            index = (index + 1) & (slots.count - 1)
            run += 1
            guard run < WordTable.longestRun else {
                throw Refusal(.invalid, what: "the vocabulary's words are chosen so that looking them up takes forever")
            }
        }
        slots[index] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), offset: UInt32(offset), length: UInt32(length), id: id)
        count += 1
        longest = max(longest, length)
        return true
    }

    /// The id of a word, -1 where it is not there.
    func find(_ word: UnsafePointer<UInt8>, _ count: Int, pool: UnsafePointer<UInt8>) -> Int32 {
        slots.withUnsafeBufferPointer { WordTable.find(word, count, in: $0, pool: pool) }
    }

    /// The same over the slots as they lie, for those who look up many.
    @inline(__always)
    static func find(
        _ word: UnsafePointer<UInt8>,
        _ count: Int,
        in slots: UnsafeBufferPointer<Slot>,
        pool: UnsafePointer<UInt8>
    ) -> Int32 {
        let hash = WordHash.hash(word, count)
        let tag = UInt32(truncatingIfNeeded: hash >> 32)
        let mask = slots.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while true {
            let slot = slots.baseAddress.unsafelyUnwrapped[index]
            if slot.length == 0 { return -1 }
            if slot.tag == tag, slot.length == UInt32(truncatingIfNeeded: count), WordHash.equal(word, pool + Int(slot.offset), count) {
                return slot.id
            }
            index = (index + 1) & mask
        }
    }

    private func matches(_ slot: Slot, _ hash: UInt64, _ word: UnsafePointer<UInt8>, _ length: Int, _ pool: UnsafePointer<UInt8>) -> Bool {
        slot.tag == UInt32(truncatingIfNeeded: hash >> 32) && Int(slot.length) == length
            && WordHash.equal(word, pool + Int(slot.offset), length)
    }

    private mutating func grow(_ pool: UnsafePointer<UInt8>) throws(Refusal) {
        var larger = WordTable(expecting: slots.count)
        for slot in slots where slot.length != 0 {
            _ = try larger.insert(pool: pool, offset: Int(slot.offset), length: Int(slot.length), id: slot.id)
        }
        self = larger
    }
}

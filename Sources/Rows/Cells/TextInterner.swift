/// Gives each distinct text a number, without a `String` for each cell: a text's bytes are looked up, a text is made when it is new.
package struct TextInterner {
    /// The texts, by number.
    package private(set) var names: [String] = []

    private struct Entry {
        package var hash: Int
        package var bytes: Range<Int>
        /// Spellings that are one text in composed form share it.
        package var name: Int32
    }

    private var entries: [Entry] = []
    private var arena: [UInt8] = []
    /// Places in `entries` by hash, −1 where free; a power of two, at most half full.
    private var slots = [Int32](repeating: -1, count: 64)
    private var numbers: [String: Int32] = [:]

    package init() {}

    /// The text's number; nil if the bytes are not UTF-8.
    package mutating func number(of bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
        // Keyed anew in every process: nobody can drop a file of texts that all collide.
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        let hash = hasher.finalize()
        var slot = hash & (slots.count - 1)
        while slots[slot] >= 0 {
            let entry = entries[Int(slots[slot])]
            if entry.hash == hash, isEqual(entry.bytes, bytes) { return entry.name }
            slot = (slot + 1) & (slots.count - 1)
        }
        guard let text = CanonicalText.read(bytes) else { return nil }
        let name = number(of: text)
        slots[slot] = Int32(entries.count)
        entries.append(Entry(hash: hash, bytes: arena.count..<arena.count + bytes.count, name: name))
        arena.append(contentsOf: bytes)
        if entries.count * 2 > slots.count { grow() }
        return name
    }

    /// The number of a text in composed form.
    package mutating func number(of text: String) -> Int32 {
        if let known = numbers[text] { return known }
        let number = Int32(names.count)
        numbers[text] = number
        names.append(text)
        return number
    }

    private func isEqual(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard range.count == bytes.count else { return false }
        for index in 0..<bytes.count where arena[range.lowerBound + index] != bytes[index] { return false }
        return true
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for (index, entry) in entries.enumerated() {
            var slot = entry.hash & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(index)
        }
    }
}

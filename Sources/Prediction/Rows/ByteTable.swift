/// Texts by their UTF-8 bytes: which of them is this? Open addressing over an arena; immutable, so that any thread may ask.
///
/// Two texts that Swift's `String` holds equal (é as one scalar or as two) are one here too: what is not found by its bytes and is not ASCII
/// is looked up once more as a `String`.
final class ByteTable: Sendable {
    let count: Int
    private let mask: Int
    /// Allocated and filled by `init`, only read until `deinit`: hence safe to share.
    nonisolated(unsafe) private let arena: UnsafeMutablePointer<UInt8>
    /// `count + 1` offsets into the arena.
    nonisolated(unsafe) private let offsets: UnsafeMutablePointer<Int32>
    /// The text's place, or −1; a power of two of at least twice as many as there are texts.
    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Int32>
    /// Texts that are not ASCII.
    private let others: [String: Int]

    /// - Precondition: The texts are distinct.
    init(_ texts: [String]) {
        count = texts.count
        var size = 8
        while size < 2 * texts.count { size *= 2 }
        mask = size - 1
        arena = .allocate(capacity: max(1, texts.reduce(0) { $0 + $1.utf8.count }))
        offsets = .allocate(capacity: texts.count + 1)
        slots = .allocate(capacity: size)
        slots.initialize(repeating: -1, count: size)
        offsets[0] = 0
        others = Dictionary(
            uniqueKeysWithValues: texts.enumerated().filter { !$1.utf8.allSatisfy { $0 < 0x80 } }.map { ($1, $0) }
        )
        for (index, text) in texts.enumerated() {
            var offset = Int(offsets[index])
            for byte in text.utf8 {
                arena[offset] = byte
                offset += 1
            }
            offsets[index + 1] = Int32(offset)
            var slot = Self.hash(arena + Int(offsets[index]), offset - Int(offsets[index])) & mask
            while slots[slot] >= 0 { slot = (slot + 1) & mask }
            slots[slot] = Int32(index)
        }
    }

    deinit {
        arena.deallocate()
        offsets.deallocate()
        slots.deallocate()
    }

    /// Whether the text at `index` has these bytes.
    func isText(at index: Int, _ bytes: ByteSpan) -> Bool {
        let start = Int(offsets[index])
        return Int(offsets[index + 1]) - start == bytes.count && bytes.isSame(asBytesAt: arena + start)
    }

    /// The text's place, or −1.
    func index(of bytes: ByteSpan) -> Int {
        var slot = Self.hash(bytes.base, bytes.count) & mask
        while true {
            let index = Int(slots[slot])
            if index < 0 { break }
            if isText(at: index, bytes) { return index }
            slot = (slot + 1) & mask
        }
        // An equal text in another form has no ASCII form either.
        guard !others.isEmpty, !bytes.isASCII else { return -1 }
        return others[bytes.string] ?? -1
    }

    /// FNV-1a, eight bytes at a time.
    private static func hash(_ base: UnsafePointer<UInt8>, _ count: Int) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: count)
        var index = 0
        while index + 8 <= count {
            let word = UnsafeRawPointer(base + index).loadUnaligned(as: UInt64.self)
            hash = (hash ^ word) &* 0x9e37_79b9_7f4a_7c15
            hash ^= hash >> 32
            index += 8
        }
        while index < count {
            hash = (hash ^ UInt64(base[index])) &* 0x0000_0100_0000_01b3
            index += 1
        }
        return Int(truncatingIfNeeded: hash ^ hash >> 29)
    }
}

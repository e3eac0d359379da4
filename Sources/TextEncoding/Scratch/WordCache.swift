/// The tokens of words met before: short words of few tokens, one for each slot, the last word keeps it.
final class WordCache {
    private static let slots = 8192
    /// A slot's 64-bit words: three of letters, one of counts, four of two ids each.
    private static let stride = 8
    private static let longestWord = 24
    private static let mostTokens = 8

    private var memory: UnsafeMutablePointer<UInt64>?
    private var owner: UInt64 = 0

    init() {}

    deinit { memory?.deallocate() }

    /// Forgets another model's words. 512 KB from the first use on.
    func use(for fingerprint: UInt64) {
        if memory != nil, owner == fingerprint { return }
        let size = WordCache.slots * WordCache.stride
        let memory = self.memory ?? .allocate(capacity: size)
        memory.initialize(repeating: 0, count: size)
        (self.memory, owner) = (memory, fingerprint)
    }

    /// Adds a word's tokens if it is there.
    @inline(__always)
    func find(_ word: UnsafePointer<UInt8>, _ count: Int, into sink: inout TokenSink) -> Bool {
        guard count <= WordCache.longestWord, count > 0 else { return false }
        let slot = slot(word, count)
        guard slot[3] & 0xFF == UInt64(count), WordCache.letters(word, count) == (slot[0], slot[1], slot[2]) else { return false }
        for i in 0..<Int(slot[3] >> 8) { sink.add(Int32(truncatingIfNeeded: slot[4 + i / 2] >> UInt64(32 * (i & 1)))) }
        return true
    }

    /// Keeps a word that was not there.
    func keep(_ word: UnsafePointer<UInt8>, _ count: Int, _ tokens: UnsafeBufferPointer<Int32>) {
        guard count <= WordCache.longestWord, count > 0, tokens.count <= WordCache.mostTokens else { return }
        let slot = slot(word, count)
        (slot[0], slot[1], slot[2]) = WordCache.letters(word, count)
        slot[3] = UInt64(count) | UInt64(tokens.count) << 8
        for i in 0..<4 { slot[4 + i] = 0 }
        for (i, id) in tokens.enumerated() { slot[4 + i / 2] |= UInt64(UInt32(bitPattern: id)) << UInt64(32 * (i & 1)) }
    }

    @inline(__always)
    private func slot(_ word: UnsafePointer<UInt8>, _ count: Int) -> UnsafeMutablePointer<UInt64> {
        let index = Int(truncatingIfNeeded: WordHash.hash(word, count)) & (WordCache.slots - 1)
        return memory.unsafelyUnwrapped + index * WordCache.stride
    }

    @inline(__always)
    private static func letters(_ word: UnsafePointer<UInt8>, _ count: Int) -> (UInt64, UInt64, UInt64) {
        (
            WordHash.tail(word, min(count, 8)),
            count > 8 ? WordHash.tail(word + 8, min(count - 8, 8)) : 0,
            count > 16 ? WordHash.tail(word + 16, count - 16) : 0
        )
    }
}

/// Merges a word's tokens.
struct PairMerger {
    let model: BytePairModel
    let letters: UnsafeBufferPointer<Int32>
    let slots: UnsafeBufferPointer<UInt32>
    let merges: UnsafeBufferPointer<MergeTable.Merge>

    /// A word's tokens, where they lie until the next.
    func merge(_ word: UnsafePointer<UInt8>, _ count: Int, _ scratch: MergeScratch) -> UnsafeBufferPointer<Int32> {
        scratch.reserve(count)
        let tokens = scratch.tokens
        let begun = begin(word, count, tokens)
        // Those before and behind each that are left; -1 for none.
        let (before, behind) = (scratch.before, scratch.behind)
        scratch.queue.removeAll()
        for i in 0..<begun {
            before[i] = Int32(i) - 1
            behind[i] = i + 1 < begun ? Int32(i) + 1 : -1
        }
        for i in 0..<max(0, begun - 1) { push(i, tokens[i], tokens[i + 1], scratch) }
        while let (rank, at) = scratch.queue.popFirst() {
            let next = Int(behind[at])
            // What was queued may have been merged otherwise since.
            guard tokens[at] >= 0, next >= 0 else { continue }
            let now = MergeTable.rank(of: tokens[at], tokens[next], in: slots, merges)
            let becomes = merges[rank].becomes
            guard now >= 0, merges[Int(now)].becomes == becomes else { continue }
            tokens[at] = becomes
            tokens[next] = -1
            behind[at] = behind[next]
            if behind[at] >= 0 {
                before[Int(behind[at])] = Int32(at)
                push(at, becomes, tokens[Int(behind[at])], scratch)
            }
            if before[at] >= 0 { push(Int(before[at]), tokens[Int(before[at])], becomes, scratch) }
        }
        var left = 0
        for i in 0..<begun where tokens[i] >= 0 {
            tokens[left] = tokens[i]
            left += 1
        }
        return UnsafeBufferPointer(start: tokens, count: left)
    }

    /// A word's tokens, straight on.
    func encode(_ word: UnsafePointer<UInt8>, _ count: Int, into sink: inout TokenSink, _ scratch: MergeScratch) {
        for id in merge(word, count, scratch) { sink.add(id) }
    }

    /// One token for each byte that has one; returns how many.
    private func begin(_ word: UnsafePointer<UInt8>, _ count: Int, _ tokens: UnsafeMutablePointer<Int32>) -> Int {
        var made = 0
        var isUnknown = false
        for i in 0..<count {
            if letters[Int(word[i])] >= 0 {
                tokens[made] = letters[Int(word[i])]
                made += 1
                isUnknown = false
            } else if let unknownID = model.unknownID {
                if isUnknown, model.fusesUnknown { continue }
                tokens[made] = unknownID
                made += 1
                isUnknown = true
            }
        }
        return made
    }

    @inline(__always)
    private func push(_ at: Int, _ left: Int32, _ right: Int32, _ scratch: MergeScratch) {
        let rank = MergeTable.rank(of: left, right, in: slots, merges)
        if rank >= 0 { scratch.queue.push(rank: Int(rank), at: at) }
    }
}

import Domain

/// GPT-2's and RoBERTa's model: a word's bytes are merged pair by pair, always the pair that was merged first in training.
///
/// Source: "Neural Machine Translation of Rare Words with Subword Units", Sennrich et al. 2016; GPT-2's encoder.py for the bytes.
struct BytePairModel: Sendable {
    /// How many tokens the vocabulary has, and the largest id.
    let count: Int
    let largestID: Int32
    /// For each byte its token, -1 where there is none.
    let letters: [Int32]
    let merges: MergeTable
    /// Stands for a byte without a token; nil where such a byte is left out.
    let unknownID: Int32?
    /// Whether several of those one after another are one.
    let fusesUnknown: Bool
    /// Whether a text gets a space before it where it has none.
    let addsPrefixSpace: Bool
    /// Whether a text is cut into words at all.
    let splitsWords: Bool
    /// Tells this model's words in a cache from others'.
    let fingerprint: UInt64

    private let splitter = BytePairSplitter()

    init(
        count: Int,
        largestID: Int32,
        letters: [Int32],
        merges: [MergeTable.Merge],
        unknownID: Int32?,
        fusesUnknown: Bool,
        addsPrefixSpace: Bool,
        splitsWords: Bool
    ) throws(Refusal) {
        precondition(letters.count == 256, "\(letters.count) bytes, not 256")
        self.count = count
        self.largestID = largestID
        self.letters = letters
        self.merges = try MergeTable(merges)
        self.unknownID = unknownID
        self.fusesUnknown = fusesUnknown
        self.addsPrefixSpace = addsPrefixSpace
        self.splitsWords = splitsWords
        var fingerprint: UInt64 = fusesUnknown ? 1 : 2
        func mix(_ value: Int32) { fingerprint = WordHash.mixed(fingerprint ^ UInt64(UInt32(bitPattern: value))) &+ 0x9E37_79B9_7F4A_7C15 }
        for id in letters { mix(id) }
        for merge in self.merges.merges {
            mix(merge.left)
            mix(merge.right)
            mix(merge.becomes)
        }
        mix(unknownID ?? -1)
        self.fingerprint = fingerprint
    }

    /// The tokens of a well-formed text, behind which `ByteBuffer.slack` may be read.
    func encode(_ text: UnsafeBufferPointer<UInt8>, into sink: inout TokenSink, with scratch: TokenizerScratch) {
        guard let base = text.baseAddress, text.count > 0 else { return }
        guard addsPrefixSpace, base[0] != 0x20 else { return encode(base, text.count, into: &sink, scratch.merging) }
        let piece = scratch.piece
        piece.count = 0
        piece.reserve(text.count + 1)
        piece.start[0] = 0x20
        (piece.start + 1).update(from: base, count: text.count)
        piece.count = text.count + 1
        encode(piece.start, piece.count, into: &sink, scratch.merging)
    }

    private func encode(_ text: UnsafePointer<UInt8>, _ count: Int, into sink: inout TokenSink, _ scratch: MergeScratch) {
        scratch.cache.use(for: fingerprint)
        merges.withTables { slots, merges in
            letters.withUnsafeBufferPointer { letters in
                let merger = PairMerger(model: self, letters: letters, slots: slots, merges: merges)
                guard splitsWords else { return merger.encode(text, count, into: &sink, scratch) }
                splitter.forEachWord(text, count) { word, length in
                    if scratch.cache.find(word, length, into: &sink) { return }
                    let start = merger.merge(word, length, scratch)
                    scratch.cache.keep(word, length, start)
                    for i in 0..<start.count { sink.add(start[i]) }
                }
            }
        }
    }
}

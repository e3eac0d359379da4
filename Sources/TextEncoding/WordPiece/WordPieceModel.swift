import Domain

/// BERT's model: a word is cut into the longest pieces that the vocabulary has, from left to right; a word of which some piece is not there is
/// unknown as a whole.
///
/// Source: "Google's Neural Machine Translation System", Wu et al. 2016, section 4.1; and BERT's tokenization.py.
struct WordPieceModel: Sendable {
    /// Above this a word may take long, being tried from every character on.
    static let mostCharacters = 10_000

    let vocabulary: Vocabulary
    let normalizer: BertNormalizer?
    /// What pieces after a word's first begin with in the vocabulary: `##`.
    let continuingPrefix: [UInt8]
    /// A word of more characters is unknown.
    let longestWord: Int
    /// What stands for a word that cannot be cut into pieces.
    let unknownToken: [UInt8]
    let unknownID: Int32

    /// The pieces after a word's first, without their prefix, in the vocabulary's pool.
    private let continuing: WordTable
    private let ascii: BertNormalizer.ASCII
    private let splitter: BertSplitter

    init(
        vocabulary: Vocabulary,
        normalizer: BertNormalizer?,
        unknownToken: [UInt8],
        continuingPrefix: [UInt8],
        longestWord: Int
    ) throws(Refusal) {
        guard let unknownID = vocabulary.id(of: unknownToken) else {
            throw Refusal(
                .invalid,
                what: "the vocabulary of \(vocabulary.count) tokens has not its unknown token '\(Vocabulary.shown(unknownToken))'",
                fix: "take the vocabulary and the configuration from the same model"
            )
        }
        guard (0...WordPieceModel.mostCharacters).contains(longestWord) else {
            throw Refusal(
                .invalid,
                what:
                    "words of up to \(longestWord) characters (max_input_chars_per_word); at most \(WordPieceModel.mostCharacters) are taken",
                fix: "write 100, as BERT has it"
            )
        }
        self.vocabulary = vocabulary
        self.normalizer = normalizer
        self.continuingPrefix = continuingPrefix
        self.longestWord = longestWord
        self.unknownToken = unknownToken
        self.unknownID = unknownID
        ascii = normalizer?.ascii() ?? []
        splitter = BertSplitter()
        let prefix = continuingPrefix
        continuing = try vocabulary.pool.withUnsafeBufferPointer { pool throws(Refusal) in
            var table = WordTable(expecting: 0)
            for slot in vocabulary.table.slots where Int(slot.length) > prefix.count {
                let start = Int(slot.offset)
                guard pool[start..<start + prefix.count].elementsEqual(prefix) else { continue }
                let length = Int(slot.length) - prefix.count
                _ = try table.insert(pool: pool.baseAddress!, offset: start + prefix.count, length: length, id: slot.id)
            }
            return table
        }
    }

    /// Puts a well-formed text as the model takes it into `piece`.
    func normalize(_ text: UnsafeBufferPointer<UInt8>, with scratch: TokenizerScratch) {
        if let normalizer {
            ascii.withUnsafeBufferPointer {
                normalizer.normalize(text, ascii: $0.baseAddress!, into: scratch.piece, pending: scratch.pending)
            }
        } else {
            scratch.piece.read(text)
        }
    }

    /// The tokens of a normalized text, behind which `ByteBuffer.slack` may be read.
    func encode(_ text: UnsafeBufferPointer<UInt8>, into sink: inout TokenSink) {
        guard let start = text.baseAddress else { return }
        vocabulary.pool.withUnsafeBufferPointer { pool in
            vocabulary.table.slots.withUnsafeBufferPointer { first in
                continuing.slots.withUnsafeBufferPointer { rest in
                    let tables = Tables(pool: pool.baseAddress!, first: first, rest: rest)
                    splitter.forEachWord(start, text.count) { word, count in
                        let id = WordTable.find(word, count, in: tables.first, pool: tables.pool)
                        if id >= 0, count <= longestWord {
                            sink.add(id)
                        } else {
                            encode(word, count, tables, into: &sink)
                        }
                    }
                }
            }
        }
    }

    private struct Tables {
        var pool: UnsafePointer<UInt8>
        var first: UnsafeBufferPointer<WordTable.Slot>
        var rest: UnsafeBufferPointer<WordTable.Slot>
    }

    /// A word that is not in the vocabulary as it is, or is long.
    private func encode(_ word: UnsafePointer<UInt8>, _ count: Int, _ tables: Tables, into sink: inout TokenSink) {
        if count > longestWord, UTF8Text.characters(word, count) > longestWord { return sink.add(unknownID) }
        let mark = sink.mark
        var start = 0
        while start < count {
            let table = start == 0 ? tables.first : tables.rest
            var end = min(count, start + (start == 0 ? vocabulary.table.longest : continuing.longest))
            var id: Int32 = -1
            while end > start {
                // Tokens end where characters do.
                if end == count || !UTF8Text.continues(word[end]) {
                    id = WordTable.find(word + start, end - start, in: table, pool: tables.pool)
                    if id >= 0 { break }
                }
                end -= 1
            }
            guard id >= 0 else {
                sink.revert(to: mark)
                return sink.add(unknownID)
            }
            sink.add(id)
            start = end
        }
    }
}

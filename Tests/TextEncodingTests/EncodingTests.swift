import CAllocations
import Testing
import TextEncoding

@Suite("Encoding texts")
struct EncodingTests {
    private let bert = try! Tokenizer(json: GoldenCases.named("uncased").json)
    private let roberta = try! Tokenizer(json: GoldenCases.named("RoBERTa").json)

    @Test("cuts long texts off and counts what is gone; what stands around texts stays", arguments: [0, 1, 2, 3, 7, 1000])
    func most(_ most: Int) {
        for (tokenizer, line) in [(bert, "why was my payment not in the bank?"), (roberta, "the card is not in it, is it?")] {
            let bytes = Array(line.utf8)
            let whole = tokenizer.encode(line)
            var ids: [Int32] = [-5]
            let cut = bytes.withUnsafeBufferPointer { tokenizer.encode($0, most: most, into: &ids, with: TokenizerScratch()) }
            let inner = whole.dropFirst().dropLast().prefix(max(0, most - 2))
            #expect(ids == [-5] + tokenizer.leadingIDs + inner + tokenizer.trailingIDs)
            #expect(cut == whole.count - 2 - inner.count)
        }
    }

    @Test("gives an empty text what stands around it")
    func empty() {
        #expect(bert.encode("") == bert.leadingIDs + bert.trailingIDs)
        #expect(bert.encode(" \n ") == bert.leadingIDs + bert.trailingIDs)
        #expect(roberta.encode("") == roberta.leadingIDs + roberta.trailingIDs)
    }

    @Test("reads é alike however it is written")
    func accents() { #expect(bert.encode("caf\u{E9}") == bert.encode("cafe\u{301}")) }

    @Test("reads broken UTF-8 as Python does: a replacement for each maximal part")
    func broken() {
        let texts: [([UInt8], String)] = [
            ([0x61, 0xFF, 0x62], "a\u{FFFD}b"), ([0xE2, 0x82], "\u{FFFD}"), ([0xF0, 0x9F, 0x98, 0x61], "\u{FFFD}a"),
            ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"), ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
            ([0xE2, 0x82, 0xE2, 0x82, 0xAC], "\u{FFFD}€"),
        ]
        for (bytes, text) in texts { #expect(roberta.ids(bytes) == roberta.encode(text)) }
    }

    @Test("knows its special tokens")
    func specials() {
        #expect(bert.specialIDs == [0, 1, 2, 3, 4])
        #expect(bert.padID == 0 && bert.unknownID == 1 && bert.leadingIDs == [2] && bert.trailingIDs == [3])
        #expect(roberta.padID == 1 && roberta.unknownID == nil && roberta.leadingIDs == [0] && roberta.trailingIDs == [2])
    }

    @Test("takes any tokenizers' texts in one scratch")
    func sharedScratch() {
        let scratch = TokenizerScratch()
        let other = try! Tokenizer(json: GoldenCases.named("unknown bytes").json)
        for line in GoldenCases.lines(block: 3).prefix(100) {
            for tokenizer in [roberta, bert, other] { #expect(tokenizer.ids(line, with: scratch) == tokenizer.ids(line)) }
        }
    }

    @Test("allocates nothing once it has met texts as long", .enabled(if: learnd_counts_allocations()))
    func allocations() {
        let lines = GoldenCases.lines(block: 5)
        let scratch = TokenizerScratch()
        for tokenizer in [bert, roberta] {
            var ids: [Int32] = []
            func run() {
                for line in lines {
                    ids.removeAll(keepingCapacity: true)
                    _ = line.withUnsafeBufferPointer { tokenizer.encode($0, most: 512, into: &ids, with: scratch) }
                }
            }
            run()
            let before = learnd_allocations()
            run()
            #expect(learnd_allocations() == before)
        }
    }
}

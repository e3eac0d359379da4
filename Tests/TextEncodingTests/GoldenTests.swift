import Testing
import TextEncoding

@Suite("Tokenizers against the reference")
struct GoldenTests {
    @Test("give every id that the reference gives", arguments: GoldenCases.all.cases)
    func sameIDs(_ golden: GoldenCases.Case) throws {
        let tokenizer = try Tokenizer(json: golden.json)
        let scratch = TokenizerScratch()
        for (number, line) in GoldenCases.lines(block: 0).prefix(golden.examples.count).enumerated() {
            #expect(
                tokenizer.ids(line, with: scratch) == golden.examples[number],
                "line \(number): \(String(decoding: line, as: UTF8.self))"
            )
        }
        for block in 0..<GoldenCases.all.blocks {
            let rows = GoldenCases.lines(block: block).map { tokenizer.ids($0, with: scratch) }
            #expect(GoldenCases.digest(rows) == golden.digests[block], "block \(block)")
        }
    }

    @Test("know how many tokens there are", arguments: GoldenCases.all.cases)
    func sizes(_ golden: GoldenCases.Case) throws {
        let tokenizer = try Tokenizer(json: golden.json)
        #expect(tokenizer.vocabularySize == golden.size)
        #expect(tokenizer.largestID == golden.largest)
    }

    @Test("give the same once stored and read again, and are stored in the same bytes", arguments: GoldenCases.all.cases)
    func stored(_ golden: GoldenCases.Case) throws {
        let tokenizer = try Tokenizer(json: golden.json)
        let bytes = tokenizer.encoded()
        let again = try Tokenizer(encoded: bytes)
        #expect(again.encoded() == bytes)
        #expect(again.vocabularySize == tokenizer.vocabularySize && again.largestID == tokenizer.largestID)
        #expect(again.padID == tokenizer.padID && again.unknownID == tokenizer.unknownID && again.specialIDs == tokenizer.specialIDs)
        for line in GoldenCases.lines(block: 1) { #expect(again.ids(line) == tokenizer.ids(line)) }
    }
}

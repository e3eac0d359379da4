import Domain
import Testing
import TextEncoding

@Suite("Tokenizers that cannot be taken")
struct RefusalTests {
    private func refusal(_ make: () throws -> Tokenizer) -> Refusal? {
        do {
            _ = try make()
            return nil
        } catch { return error as? Refusal }
    }

    @Test(
        "are refused by the name of what is not known",
        arguments: [
            (#""type":"WordPiece""#, #""type":"Unigram""#, "'Unigram'"),
            (#""type":"BertPreTokenizer""#, #""type":"Whitespace""#, "'Whitespace'"),
            (#""type":"BertNormalizer""#, #""type":"NFKC""#, "'NFKC'"), (#""type":"TemplateProcessing""#, #""type":"Frame""#, "'Frame'"),
            (#""version":"1.0""#, #""version":"2.0""#, "'2.0'"), (#""unk_token":"[UNK]""#, #""unk_token":"[NO]""#, "'[NO]'"),
            (#""max_input_chars_per_word":100"#, #""max_input_chars_per_word":100000000"#, "100000000"),
            (#""id":21"#, #""id":22"#, "'Wörld'"), (#""version""#, #""model":{},"version""#, "'model' twice"), ("null", "nul", "at byte"),
            ("hello", #"\ud800"#, "escape"), (":4", ":4294967296", "4294967296"), (":4", ":-4", "whole number"),
        ]
    )
    func tokenizerJSON(_ part: String, _ other: String, _ said: String) throws {
        let valid = String(decoding: TokenizerFile.wordPieceJSON.valid, as: UTF8.self)
        let altered = valid.replacing(part, with: other)
        #expect(altered != valid)
        let refusal = try #require(refusal { try Tokenizer(json: Array(altered.utf8)) })
        #expect("\(refusal)".contains(said), "\(refusal)")
        #expect("\(refusal)".hasPrefix("tokenizer.json"), "\(refusal)")
    }

    @Test(
        "of byte pairs too",
        arguments: [
            (#""dropout":null"#, #""dropout":0.1"#, "dropout"), (#""fuse_unk":true"#, #""byte_fallback":true"#, "byte_fallback"),
            (#""normalizer":null"#, #""normalizer":{"type":"NFC"}"#, "'NFC'"), (#""type":"ByteLevel""#, #""type":"Split""#, "'Split'"),
            (#""l o""#, #""l q""#, "merges[0]"), (#""l o""#, #""l o w""#, "'l o w'"),
        ]
    )
    func bytePairs(_ part: String, _ other: String, _ said: String) throws {
        let altered = String(decoding: TokenizerFile.bytePairJSON.valid, as: UTF8.self).replacing(part, with: other)
        let refusal = try #require(refusal { try Tokenizer(json: Array(altered.utf8)) })
        #expect("\(refusal)".contains(said) && refusal.fix != nil, "\(refusal)")
    }

    @Test("name the file and the line")
    func files() throws {
        let vocabulary = TokenizerFile.vocabularyJSON.valid
        #expect(refusal { try Tokenizer(bytePairs: vocabulary, merges: Array("l o\nx y\n".utf8)) }?.place == "merges.txt:2")
        #expect(refusal { try Tokenizer(bytePairs: Array("[".utf8), merges: []) }?.place == "vocab.json:1")
        #expect(refusal { try Tokenizer(wordPieces: Array("a\nb".utf8)) }?.place == "vocab.txt")
        let nameless = Array(#"{"unk_token":""}"#.utf8)
        #expect(
            refusal { try Tokenizer(wordPieces: TokenizerFile.vocabularyText.valid, configuration: nameless) }?.place
                == "tokenizer_config.json"
        )
        let other = Array(#"{"tokenizer_class":"T5Tokenizer"}"#.utf8)
        let refused = try #require(refusal { try Tokenizer(wordPieces: TokenizerFile.vocabularyText.valid, configuration: other) })
        #expect(refused.place == "tokenizer_config.json" && refused.what.contains("'T5Tokenizer'"))
    }
}

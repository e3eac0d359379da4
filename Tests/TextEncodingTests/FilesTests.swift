import Domain
import Testing
import TextEncoding

@Suite("Tokenizers from vocabulary files")
struct FilesTests {
    private let small = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "bank", "##s", "Ü", "u", "[X]"]

    private func json(_ normalizer: String) -> String {
        let vocabulary = small.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
        let added = small[..<5].enumerated().map {
            #"{"id":\#($0),"content":"\#($1)","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}"#
        }
        return """
            {"added_tokens":[\(added.joined(separator: ","))],"normalizer":\(normalizer),"pre_tokenizer":{"type":"BertPreTokenizer"},
            "post_processor":{"type":"BertProcessing","cls":["[CLS]",2],"sep":["[SEP]",3]},"model":{"type":"WordPiece","unk_token":"[UNK]",
            "continuing_subword_prefix":"\\u0023#","max_input_chars_per_word":100,"vocab":{\(vocabulary)}}}
            """
    }

    @Test(
        "are those that tokenizer.json makes, to the byte when stored",
        arguments: [
            (nil, #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":true}"#),
            (
                #"{"do_lower_case":false,"tokenizer_class":"BertTokenizer"}"#,
                #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"lowercase":false}"#
            ),
            (
                #"{"strip_accents":false,"tokenize_chinese_chars":false,"unk_token":{"content":"[UNK]"}}"#,
                #"{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":false,"strip_accents":false,"lowercase":true}"#
            ),
        ] as [(String?, String)]
    )
    func wordPieces(_ configuration: String?, _ normalizer: String) throws {
        // Lines may end as on Windows, and white space behind a token is none of it.
        let file = small.joined(separator: " \r\n") + "\n"
        let tokenizer = try Tokenizer(wordPieces: Array(file.utf8), configuration: configuration.map { Array($0.utf8) })
        #expect(try tokenizer.encoded() == Tokenizer(json: Array(json(normalizer).utf8)).encoded())
    }

    @Test("take further tokens that the configuration names")
    func addedTokens() throws {
        let configuration = #"{"added_tokens_decoder":{"11":{"content":"<new>","lstrip":true},"10":{"content":"[X]","special":true}}}"#
        let tokenizer = try Tokenizer(wordPieces: Array(small.joined(separator: "\n").utf8), configuration: Array(configuration.utf8))
        #expect(tokenizer.encode("the <new>[X]banks") == [2, 5, 11, 10, 6, 7, 3])
        #expect(tokenizer.vocabularySize == 12 && tokenizer.largestID == 11 && tokenizer.specialIDs == [0, 1, 2, 3, 4, 10])
    }

    @Test("are RoBERTa's where the vocabulary has its ends, and GPT-2's else")
    func bytePairs() throws {
        let merges = Array("#version: 0.2\na b\n\u{120} ab\n".utf8)
        let roberta = try Tokenizer(
            bytePairs: Array(#"{"<s>":0,"<pad>":1,"</s>":2,"<mask>":3,"a":4,"b":5,"\u0120":6,"ab":7,"Ġab":8}"#.utf8),
            merges: merges
        )
        #expect(roberta.encode("ab ab <mask>a b") == [0, 7, 8, 3, 4, 6, 5, 2])
        #expect(roberta.padID == 1)
        let vocabulary = Array(#"{"<|endoftext|>":0,"a":4,"b":5,"Ġ":6,"ab":7,"Ġab":8}"#.utf8)
        #expect(try Tokenizer(bytePairs: vocabulary, merges: merges).encode("ab<|endoftext|>ab") == [7, 0, 7])
        let prefixing = Array(#"{"add_prefix_space":true,"add_bos_token":true}"#.utf8)
        #expect(try Tokenizer(bytePairs: vocabulary, merges: merges, configuration: prefixing).encode("ab ab") == [0, 8, 8])
    }
}

import Domain
import TextEncoding

/// The files that a tokenizer is read from: what a fuzzer alters.
enum TokenizerFile: String, CaseIterable, Sendable {
    case wordPieceJSON, bytePairJSON, vocabularyText, vocabularyJSON, mergesText, configuration, wordPieceEncoded, bytePairEncoded

    /// A small tokenizer of its kind.
    var valid: [UInt8] { TokenizerFile.samples[self]! }

    /// Reads `bytes` as this file, and lets the tokenizer encode some lines and be stored and read again.
    ///
    /// - Returns: Whether they were read rather than refused.
    /// - Throws: Whatever is not as it must be.
    func readsOrRefuses(_ bytes: [UInt8]) throws -> Bool {
        let tokenizer: Tokenizer
        do {
            tokenizer = try read(bytes)
        } catch {
            return false
        }
        let scratch = TokenizerScratch()
        for line in TokenizerFile.lines {
            let ids = tokenizer.ids(line, most: 16, with: scratch)
            let around = tokenizer.leadingIDs.count + tokenizer.trailingIDs.count
            guard ids.count <= max(16, around), ids.allSatisfy({ (0...tokenizer.largestID).contains($0) }) else {
                throw Unexpected.ids(ids)
            }
        }
        let stored = tokenizer.encoded()
        guard try Tokenizer(encoded: stored).encoded() == stored else { throw Unexpected.otherBytes }
        if self == .wordPieceEncoded || self == .bytePairEncoded, stored != bytes { throw Unexpected.otherBytes }
        return true
    }

    enum Unexpected: Error {
        case ids([Int32])
        case otherBytes
    }

    private func read(_ bytes: [UInt8]) throws(Refusal) -> Tokenizer {
        switch self {
        case .wordPieceJSON, .bytePairJSON: try Tokenizer(json: bytes)
        case .vocabularyText: try Tokenizer(wordPieces: bytes)
        case .vocabularyJSON: try Tokenizer(bytePairs: bytes, merges: TokenizerFile.mergesText.valid)
        case .mergesText: try Tokenizer(bytePairs: TokenizerFile.vocabularyJSON.valid, merges: bytes)
        case .configuration: try Tokenizer(wordPieces: TokenizerFile.vocabularyText.valid, configuration: bytes)
        case .wordPieceEncoded, .bytePairEncoded: try Tokenizer(encoded: bytes)
        }
    }

    private static let lines: [[UInt8]] = [
        [], Array("Hello, [MASK] wörld! aaaaaaaa <s> unhappy".utf8), [0x61, 0xCC, 0x81, 0xFF, 0xE3, 0x80, 0xAE, 0xF0, 0x9F, 0x98],
        Array("ab  \t\n 你好 안녕 it's we'll 42 ##x [CLS]x[SEP] lo w lower".utf8),
    ]

    private static let samples: [TokenizerFile: [UInt8]] = {
        let vocabulary = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n!\n,\na\nb\nhello\nworld\n##ld\nun\n##happy\n##a\n##b\n你\nᄋ\n##x\nlow\n##er\n"
        let pieces = vocabulary.split(separator: "\n").enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",")
        let wordPiece =
            #"{"version":"1.0","truncation":null,"added_tokens":[{"id":4,"content":"[MASK]","single_word":false,"lstrip":true,"rstrip":false,"#
            + #""normalized":false,"special":true},{"id":21,"content":"Wörld","single_word":true,"lstrip":false,"rstrip":true,"normalized":true,"#
            + #""special":false}],"normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,"strip_accents":null,"#
            + #""lowercase":true},"pre_tokenizer":{"type":"BertPreTokenizer"},"post_processor":{"type":"TemplateProcessing","single":[{"#
            + #""SpecialToken":{"id":"[CLS]","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"[SEP]","type_id":0}}],"#
            + #""pair":[],"special_tokens":{"[CLS]":{"id":"[CLS]","ids":[2],"tokens":["[CLS]"]},"[SEP]":{"id":"[SEP]","ids":[3],"tokens":["#
            + #""[SEP]"]}}},"decoder":null,"model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"\u0023\u0023","#
            + #""max_input_chars_per_word":100,"vocab":{"# + pieces + "}}}"
        let tokens =
            #""<s>":0,"</s>":1,"<pad>":2,"<mask>":3,"a":4,"b":5,"\u0120":6,"l":7,"o":8,"w":9,"e":10,"r":11,"lo":12,"low":13,"er":14,"#
            + #""\u0120low":15,"ab":16,"<unk>":17"#
        let bytePairs =
            #"{"version":"1.0","added_tokens":[{"id":3,"content":"<mask>","single_word":false,"lstrip":true,"rstrip":false,"normalized":false,"#
            + #""special":true}],"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":true,"trim_offsets":true},"#
            + #""post_processor":{"type":"RobertaProcessing","sep":["</s>",1],"cls":["<s>",0],"trim_offsets":true,"add_prefix_space":true},"#
            + #""model":{"type":"BPE","dropout":null,"unk_token":"<unk>","fuse_unk":true,"vocab":{"# + tokens
            + #"},"merges":["l o","lo w","e r",["\u0120","low"],"a b"]}}"#
        let settings =
            #"{"do_lower_case":true,"unk_token":"[UNK]","mask_token":{"content":"[MASK]","lstrip":true},"strip_accents":null,"#
            + #""tokenizer_class":"BertTokenizer","added_tokens_decoder":{"4":{"content":"[MASK]","special":true},"21":{"content":"#
            + #""hello you"}}}"#
        var samples: [TokenizerFile: [UInt8]] = [
            .wordPieceJSON: Array(wordPiece.utf8),
            .bytePairJSON: Array(bytePairs.replacing(#"["\u0120","low"]"#, with: #""\u0120 low""#).utf8),
            .vocabularyText: Array(vocabulary.utf8),
            .vocabularyJSON: Array("{\(tokens)}".utf8),
            .mergesText: Array("#version: 0.2\nl o\nlo w\ne r\na b\n".utf8),
            .configuration: Array(settings.utf8),
        ]
        do {
            samples[.wordPieceEncoded] = try Tokenizer(json: samples[.wordPieceJSON]!).encoded()
            samples[.bytePairEncoded] = try Tokenizer(json: samples[.bytePairJSON]!).encoded()
        } catch { preconditionFailure("\(error)") }
        return samples
    }()
}

/// Alters bytes here and there, the same way for the same seed.
struct Mutation {
    private var random: SplitMix64
    private static let words: [[UInt8]] = [
        "null", "{}", "[]", "\"\"", "-1", "4294967296", "\\ud800", "\\u0000", "##", "true", "\n", ":", ",", "\"",
    ].map { Array($0.utf8) }

    init(seed: UInt64) { random = SplitMix64(state: seed) }

    mutating func altered(_ valid: [UInt8]) -> [UInt8] {
        var bytes = valid
        for _ in 0...random.below(3) where !bytes.isEmpty {
            let at = random.below(bytes.count)
            let end = min(bytes.count, at + 1 + random.below(random.below(4) == 0 ? 64 : 4))
            switch random.below(8) {
            case 0: bytes[at] = UInt8(random.below(256))
            case 1: bytes[at] ^= 1 << UInt8(random.below(8))
            case 2: bytes.removeSubrange(at..<end)
            case 3: bytes.insert(contentsOf: Array(bytes[at..<end]), at: random.below(bytes.count))
            case 4: bytes.insert(contentsOf: Mutation.words[random.below(Mutation.words.count)], at: at)
            case 5: bytes.replaceSubrange(at..<end, with: Mutation.words[random.below(Mutation.words.count)])
            case 6: bytes.removeLast(random.below(min(bytes.count, 32)))
            default: bytes[at] = [0x00, 0x7F, 0x80, 0xFF, 0x30, 0x39][random.below(6)]
            }
        }
        return bytes
    }
}

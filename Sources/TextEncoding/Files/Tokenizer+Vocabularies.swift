import Domain

extension Tokenizer {
    /// A WordPiece tokenizer from `vocab.txt`, a token a line, as `BertTokenizer` and `DistilBertTokenizer` read it.
    ///
    /// - Parameter configuration: The bytes of `tokenizer_config.json`; nil where there is none, and all is as for BERT's uncased models.
    public init(wordPieces file: [UInt8], configuration: [UInt8]? = nil) throws(Refusal) {
        let place = "vocab.txt"
        let settings = try TokenizerConfiguration(configuration)
        _ = try settings.family(among: ["Bert", "DistilBert", "Electra"])
        guard file.withUnsafeBufferPointer(UTF8Text.isWellFormed) else {
            throw Refusal(.invalid, what: "bytes that are not UTF-8", at: place, fix: "take the file from the model's folder again")
        }
        do throws(Refusal) {
            var vocabulary = Vocabulary()
            for (number, line) in TextLines(file).enumerated() { try vocabulary.add(line.withoutTrailingSpace, id: number) }
            guard let unknown = try settings.token("unk_token", default: "[UNK]") else {
                throw Refusal(
                    .invalid,
                    what: "unk_token is empty",
                    at: TokenizerConfiguration.place,
                    fix: "write the vocabulary's unknown token there, or leave it out for [UNK]"
                )
            }
            let model = try WordPieceModel(
                vocabulary: vocabulary,
                normalizer: BertNormalizer(
                    separatesChinese: try settings.flag("tokenize_chinese_chars", default: true),
                    stripsAccents: try settings.choice("strip_accents"),
                    lowercases: try settings.flag("do_lower_case", default: true)
                ),
                unknownToken: unknown.content,
                continuingPrefix: Array("##".utf8),
                longestWord: 100
            )
            let specials = SpecialTokens(
                pad: try settings.token("pad_token", default: "[PAD]"),
                leading: try settings.token("cls_token", default: "[CLS]"),
                trailing: try settings.token("sep_token", default: "[SEP]"),
                others: [unknown, try settings.token("mask_token", default: "[MASK]")]
            )
            try self.init(model: .wordPiece(model), vocabulary: vocabulary, specials: specials, settings: settings)
        } catch {
            throw error.place == nil ? error.within(place) : error
        }
    }

    /// A byte-level BPE tokenizer from `vocab.json` and `merges.txt`, as `RobertaTokenizer` and `GPT2Tokenizer` read them.
    ///
    /// - Parameter configuration: The bytes of `tokenizer_config.json`. Without a class in it, a vocabulary with `<s>` and `</s>` is RoBERTa's.
    public init(bytePairs file: [UInt8], merges mergesFile: [UInt8], configuration: [UInt8]? = nil) throws(Refusal) {
        let place = "vocab.json"
        let settings = try TokenizerConfiguration(configuration)
        let vocabulary = try ModelFile.vocabulary(try JSONDocument(file, place: place).root)
        guard mergesFile.withUnsafeBufferPointer(UTF8Text.isWellFormed) else {
            throw Refusal(.invalid, what: "bytes that are not UTF-8", at: "merges.txt", fix: "take the file from the model's folder again")
        }
        var merges = MergeList(vocabulary: vocabulary, place: "merges.txt")
        try merges.add(file: mergesFile)
        do throws(Refusal) {
            let hasEnds = vocabulary.id(of: Array("<s>".utf8)) != nil && vocabulary.id(of: Array("</s>".utf8)) != nil
            let isRoberta = try settings.family(among: ["Roberta", "GPT2"]).map { $0 == "Roberta" } ?? hasEnds
            let model = try BytePairModel(
                vocabulary: vocabulary,
                merges: merges.merges,
                unknownToken: nil,
                fusesUnknown: false,
                addsPrefixSpace: try settings.flag("add_prefix_space", default: false),
                splitsWords: true
            )
            let specials = isRoberta ? try SpecialTokens(roberta: settings) : try SpecialTokens(gpt2: settings)
            try self.init(model: .bytePairs(model), vocabulary: vocabulary, specials: specials, settings: settings)
        } catch {
            throw error.place == nil ? error.within(place) : error
        }
    }

    private init(model: Model, vocabulary: Vocabulary, specials: SpecialTokens, settings: TokenizerConfiguration) throws(Refusal) {
        var added = AddedTokenList(vocabulary: vocabulary)
        // Of the class's own tokens, those count that the vocabulary has.
        for token in specials.all where vocabulary.id(of: token.content) != nil { try added.add(token, expected: nil) }
        for (token, id) in try settings.addedTokens() { try added.add(token, expected: id) }
        func ids(_ token: AddedToken?) throws(Refusal) -> [Int32] {
            guard let token else { return [] }
            if let id = added.id(of: token.content) { return [id] }
            throw Refusal(
                .invalid,
                what:
                    "the vocabulary of \(vocabulary.count) tokens has not '\(Vocabulary.shown(token.content))', which stands around texts",
                fix: "take the vocabulary and the configuration from the same model"
            )
        }
        try self.init(
            model: model,
            addedTokens: added.tokens,
            leadingIDs: try ids(specials.leading),
            trailingIDs: try ids(specials.trailing),
            padID: specials.pad.flatMap { added.id(of: $0.content) },
            vocabularySize: added.count
        )
    }
}

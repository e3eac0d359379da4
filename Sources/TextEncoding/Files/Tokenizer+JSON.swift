import Domain

extension Tokenizer {
    /// A tokenizer from a Hugging Face `tokenizer.json`.
    ///
    /// Taken are the models WordPiece (with BertNormalizer and BertPreTokenizer) and byte-level BPE (with ByteLevel), and the post-processors
    /// TemplateProcessing, BertProcessing, RobertaProcessing and ByteLevel.
    ///
    /// - Throws: `Refusal` where the file is of another kind, naming it, or is not right in itself.
    public init(json bytes: [UInt8]) throws(Refusal) {
        let place = "tokenizer.json"
        let root = try JSONDocument(bytes, place: place).root
        do {
            try self.init(root: root)
        } catch {
            throw error.place == nil ? error.within(place) : error
        }
    }

    private init(root: JSONValue) throws(Refusal) {
        if let version = try root.member("version"), try version.string() != "1.0" {
            throw version.refusal("is '\(try version.string().printable)', not '1.0'", fix: "save the tokenizer again with `tokenizers`")
        }
        let file = ModelFile(root: root)
        let (model, vocabulary) = try file.read()
        var added = AddedTokenList(vocabulary: vocabulary)
        if let tokens = try root.member("added_tokens") {
            for token in try tokens.elements() { try added.add(AddedToken(token), expected: try token.need("id").count()) }
        }
        let around = try PostProcessor(try root.member("post_processor"))
        var padID = added.id(of: Array("[PAD]".utf8)) ?? added.id(of: Array("<pad>".utf8))
        if let pad = try root.member("padding")?.member("pad_token") { padID = added.id(of: try pad.text()) ?? padID }
        try self.init(
            model: model,
            addedTokens: added.tokens,
            leadingIDs: around.leading,
            trailingIDs: around.trailing,
            padID: padID,
            vocabularySize: added.count
        )
    }
}

extension AddedToken {
    /// One of `added_tokens`, without its id.
    init(_ value: JSONValue) throws(Refusal) {
        self.init(
            content: try value.need("content").text(),
            id: 0,
            isSpecial: try value.need("special").boolean(),
            isSingleWord: try value.need("single_word").boolean(),
            stripsLeft: try value.need("lstrip").boolean(),
            stripsRight: try value.need("rstrip").boolean(),
            isNormalized: try value.need("normalized").boolean()
        )
    }
}

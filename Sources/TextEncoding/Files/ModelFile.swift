import Domain

/// Reads the model of a `tokenizer.json`, with the normalizer and pre-tokenizer that belong to it.
struct ModelFile {
    let root: JSONValue

    private static let kinds = "WordPiece (BERT, DistilBERT) and byte-level BPE (RoBERTa, GPT-2)"

    func read() throws(Refusal) -> (Tokenizer.Model, Vocabulary) {
        let model = try root.need("model")
        let isBytePairs = try model.member("merges") != nil
        // Old files do not name the kind.
        switch try model.member("type")?.string() ?? (isBytePairs ? "BPE" : "WordPiece") {
        case "WordPiece": return try readWordPiece(model)
        case "BPE": return try readBytePairs(model)
        case let other: throw unknown("model", other, ModelFile.kinds)
        }
    }

    private func readWordPiece(_ model: JSONValue) throws(Refusal) -> (Tokenizer.Model, Vocabulary) {
        try expect("pre_tokenizer", "BertPreTokenizer", of: "WordPiece")
        let vocabulary = try ModelFile.vocabulary(try model.need("vocab"))
        let piece = try WordPieceModel(
            vocabulary: vocabulary,
            normalizer: try bertNormalizer(),
            unknownToken: try model.need("unk_token").text(),
            continuingPrefix: try model.need("continuing_subword_prefix").text(),
            longestWord: try model.need("max_input_chars_per_word").count()
        )
        return (.wordPiece(piece), vocabulary)
    }

    private func bertNormalizer() throws(Refusal) -> BertNormalizer? {
        guard let value = try root.member("normalizer") else { return nil }
        let kind = try value.need("type").string()
        guard kind == "BertNormalizer" else { throw unknown("normalizer", kind, "BertNormalizer, or none,") }
        return BertNormalizer(
            cleansText: try value.need("clean_text").boolean(),
            separatesChinese: try value.need("handle_chinese_chars").boolean(),
            stripsAccents: try value.member("strip_accents")?.boolean(),
            lowercases: try value.need("lowercase").boolean()
        )
    }

    private func readBytePairs(_ model: JSONValue) throws(Refusal) -> (Tokenizer.Model, Vocabulary) {
        if let normalizer = try root.member("normalizer") {
            throw unknown("normalizer", try normalizer.need("type").string(), "BPE without a normalizer")
        }
        let splitter = try expect("pre_tokenizer", "ByteLevel", of: "BPE")
        _ = try splitter.need("trim_offsets").boolean()
        for name: StaticString in ["continuing_subword_prefix", "end_of_word_suffix"] {
            if let part = try model.member(name), try !part.text().isEmpty { throw part.refusal("is not empty", fix: "use another base") }
        }
        for name: StaticString in ["byte_fallback", "ignore_merges"] {
            if let part = try model.member(name), try part.boolean() {
                throw part.refusal("is true, which is not known here", fix: "use another base")
            }
        }
        if let dropout = try model.member("dropout"), !dropout.isZero {
            throw dropout.refusal("is on: texts would get other tokens each time", fix: "write null")
        }
        let vocabulary = try ModelFile.vocabulary(try model.need("vocab"))
        var merges = MergeList(vocabulary: vocabulary, place: root.document.place)
        try merges.add(try model.need("merges"))
        let pairs = try BytePairModel(
            vocabulary: vocabulary,
            merges: merges.merges,
            unknownToken: try model.member("unk_token")?.text(),
            fusesUnknown: try model.member("fuse_unk")?.boolean() ?? false,
            addsPrefixSpace: try splitter.need("add_prefix_space").boolean(),
            splitsWords: try splitter.member("use_regex")?.boolean() ?? true
        )
        return (.bytePairs(pairs), vocabulary)
    }

    /// The tokens of an object of ids.
    static func vocabulary(_ value: JSONValue) throws(Refusal) -> Vocabulary {
        var vocabulary = Vocabulary()
        for (token, id) in try value.members() { try vocabulary.add(try token.text(), id: try id.count()) }
        return vocabulary
    }

    @discardableResult
    private func expect(_ name: StaticString, _ kind: String, of model: String) throws(Refusal) -> JSONValue {
        guard let value = try root.member(name) else {
            throw root.refusal("has no '\(name)'; \(model) is taken with \(kind)", fix: "use a base that has one")
        }
        let found = try value.need("type").string()
        guard found == kind else { throw unknown("\(name)", found, "\(kind) with \(model)") }
        return value
    }

    private func unknown(_ part: String, _ kind: String, _ taken: String) -> Refusal {
        Refusal(
            .invalid,
            what: "a tokenizer whose \(part) is of the kind '\(kind.printable)', which is not known here",
            at: root.document.place,
            fix: "use a base whose tokenizer is \(taken)"
        )
    }
}

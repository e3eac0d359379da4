import Domain

extension Tokenizer {
    /// Of a folder's files, by name: `tokenizer.json` where it is there, else the vocabulary with its configuration.
    ///
    /// - Throws: `Refusal` naming the file and what is wrong with it, or the files of which one is needed.
    public init(files: [String: [UInt8]]) throws(Refusal) {
        let configuration = files["tokenizer_config.json"]
        if let json = files["tokenizer.json"] {
            try self.init(json: json)
        } else if let words = files["vocab.txt"] {
            try self.init(wordPieces: words, configuration: configuration)
        } else if let pairs = files["vocab.json"], let merges = files["merges.txt"] {
            try self.init(bytePairs: pairs, merges: merges, configuration: configuration)
        } else {
            throw Refusal(
                .invalid,
                what: "the folder has no tokenizer",
                fix: "add its tokenizer.json, or vocab.txt, or vocab.json and merges.txt"
            )
        }
    }

    /// The same, whose ids all lie below an encoder's vocabulary.
    ///
    /// - Throws: `Refusal` with both numbers.
    public func within(_ vocabulary: Int) throws(Refusal) -> Tokenizer {
        guard Int(largestID) < vocabulary else {
            throw Refusal(
                .invalid,
                what: "the tokenizer's ids go up to \(largestID), and the encoder knows \(vocabulary) tokens",
                fix: "use the tokenizer that the encoder was trained with"
            )
        }
        return self
    }
}

import Domain

/// Added tokens as files name them, each given its id as the reference gives it: the model's, or else the next free one.
struct AddedTokenList {
    /// In the order in which they were first added.
    private(set) var tokens: [AddedToken] = []
    private let vocabulary: Vocabulary
    private var ids: [[UInt8]: Int32] = [:]
    private var places: [Int32: Int] = [:]
    private var next: Int

    init(vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        next = vocabulary.count
    }

    /// How many tokens there are, the model's included.
    var count: Int { vocabulary.count + tokens.count { vocabulary.id(of: $0.content) == nil } }

    /// The id of a token, added or the model's.
    func id(of content: [UInt8]) -> Int32? { ids[content] ?? vocabulary.id(of: content) }

    /// Adds a token.
    ///
    /// - Parameters:
    ///   - token: Its id is not read.
    ///   - expected: The id that the file gives it; nil where it gives none.
    mutating func add(_ token: AddedToken, expected: Int?) throws(Refusal) {
        guard !token.content.isEmpty else { return }
        var token = token
        if let id = id(of: token.content) {
            token.id = id
        } else {
            token.id = Int32(next)
            next += 1
        }
        if let expected, expected != Int(token.id) {
            throw Refusal(
                .invalid,
                what:
                    "added token '\(Vocabulary.shown(token.content))' has the id \(expected), but the vocabulary of \(vocabulary.count) tokens "
                    + "gives it \(token.id)",
                fix: "save the tokenizer again with the model's own code, so that both agree"
            )
        }
        ids[token.content] = token.id
        if let place = places[token.id] {
            tokens[place] = token
        } else {
            places[token.id] = tokens.count
            tokens.append(token)
        }
    }
}

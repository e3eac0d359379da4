import Domain

/// What `tokenizer_config.json` says beside vocabulary files. Whatever it does not say is as the model's class has it.
struct TokenizerConfiguration {
    static let place = "tokenizer_config.json"

    private let root: JSONValue?

    /// - Parameter bytes: Nil where there is no such file.
    init(_ bytes: [UInt8]?) throws(Refusal) {
        root = try bytes.map { bytes throws(Refusal) in try JSONDocument(bytes, place: TokenizerConfiguration.place).root }
        if let root, !root.isObject { throw root.refusal("is no object") }
    }

    /// The class that the tokenizer is of, without `TokenizerFast`: `Bert`; nil where none is named.
    func family(among known: [String]) throws(Refusal) -> String? {
        guard let name = try root?.member("tokenizer_class") else { return nil }
        let text = try name.string()
        if let family = known.first(where: { text == "\($0)Tokenizer" || text == "\($0)TokenizerFast" }) { return family }
        throw name.refusal(
            "is '\(text.printable)', which is not read from vocabulary files here",
            fix:
                "put the model's tokenizer.json beside it, or use a base with one of \(known.map { "\($0)Tokenizer" }.joined(separator: ", "))"
        )
    }

    /// Whether something is on.
    func flag(_ name: StaticString, default fallback: Bool) throws(Refusal) -> Bool { try choice(name) ?? fallback }

    /// Whether something is on; nil where nothing is said.
    func choice(_ name: StaticString) throws(Refusal) -> Bool? { try root?.member(name)?.boolean() }

    /// A special token; nil where nothing is said and there is no default.
    func token(_ name: StaticString, default fallback: String?) throws(Refusal) -> AddedToken? {
        var token = AddedToken(content: Array((fallback ?? "").utf8), id: 0, isSpecial: true)
        if let value = try root?.member(name) {
            if value.isString {
                token.content = try value.text()
            } else {
                token = try TokenizerConfiguration.token(value)
                token.isSpecial = true
            }
        }
        return token.content.isEmpty ? nil : token
    }

    /// `added_tokens_decoder`: more tokens, by their ids in ascending order.
    func addedTokens() throws(Refusal) -> [(token: AddedToken, id: Int)] {
        guard let list = try root?.member("added_tokens_decoder") else { return [] }
        var tokens: [(token: AddedToken, id: Int)] = []
        for (key, value) in try list.members() {
            guard let id = Int(try key.string()), id >= 0 else {
                throw list.refusal("has a name that is no id: '\(try key.string().printable)'")
            }
            tokens.append((try TokenizerConfiguration.token(value), id))
        }
        return tokens.sorted { $0.id < $1.id }
    }

    private static func token(_ value: JSONValue) throws(Refusal) -> AddedToken {
        AddedToken(
            content: try value.need("content").text(),
            id: 0,
            isSpecial: try value.member("special")?.boolean() ?? false,
            isSingleWord: try value.member("single_word")?.boolean() ?? false,
            stripsLeft: try value.member("lstrip")?.boolean() ?? false,
            stripsRight: try value.member("rstrip")?.boolean() ?? false,
            isNormalized: try value.member("normalized")?.boolean() ?? false
        )
    }
}

/// How a model's columns of texts are read. Held in the model's document from its first version on.
public struct TextSpecification: Hashable, Sendable, Codable {
    /// Tokens of a text that a pretrained base reads, the special ones among them; nil: `usualTokens`. Never more than the base can.
    public var tokens: Int?
    /// The base, by its name or the beginning of its digest; nil: the one that is there, of several the last by digest.
    public var base: String?

    /// What is read where nothing is set.
    public static let usualTokens = 512

    /// The defaults hold for models without settings of their own.
    public init(tokens: Int? = nil, base: String? = nil) {
        self.tokens = tokens
        self.base = base
    }
}

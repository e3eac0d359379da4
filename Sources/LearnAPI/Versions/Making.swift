/// By what a version was made: on the same recipe and kind of CPU the same derivation comes to the same bytes.
public struct Making: Hashable, Sendable, Codable {
    /// The release of learnd.
    public var release: String
    /// The number of what that release does with a derivation.
    public var recipe: Int
    /// The CPU's instructions that were used: `x86-64-v4+bf16`.
    public var processor: String

    /// What of a program and a machine decides a version's bytes.
    public init(release: String, recipe: Int, processor: String) {
        self.release = release
        self.recipe = recipe
        self.processor = processor
    }
}

import Domain

/// A version's digest: the model's document, weights, memory, validation and gate rows (all parts), its specification, its parent's digest and its
/// batches' digests; never times, names of files or models, metrics or machines.
public enum VersionDigest {
    /// The SHA-256 of a text with a line for each: specification, parent, batches, parts.
    ///
    /// - Parameters:
    ///   - parts: In any order: they are hashed by name.
    ///   - parent: Nil for a model's first version.
    ///   - batches: In the order in which they were learned, which counts.
    public static func compute(parts: [PartReference], specification: Digest, parent: Digest?, batches: [Digest]) -> Digest {
        var text = "learnd version 1\nspecification \(specification)\nparent \(parent.map(\.description) ?? "none")\n"
        for batch in batches { text += "batch \(batch)\n" }
        for part in parts.sorted(by: { $0.name < $1.name }) { text += "part \(part.name) \(part.kindText) \(part.digest)\n" }
        return SHA256.hash(text)
    }
}

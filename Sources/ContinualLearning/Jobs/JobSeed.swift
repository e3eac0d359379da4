import Domain

/// A job's seed: a function of all that decides its result, so that the same job gives the same version.
public enum JobSeed {
    public static func compute(specification: ModelSpecification, parent: Digest?, batches: [Digest]) -> Digest {
        var text = "learnd job 1\nspecification \(CanonicalJSON.digest(of: specification))\nparent \(parent.map(\.description) ?? "none")\n"
        for batch in batches { text += "batch \(batch)\n" }
        return SHA256.hash(text)
    }
}

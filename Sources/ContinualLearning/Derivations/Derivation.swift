import Domain
import Hashing
import Models
import Rows

/// All that decides a version: derived again on the same recipe and kind of CPU, it comes to the same bytes. `derivation.json` holds one.
public struct Derivation: Hashable, Sendable, Codable {
    /// What a version is derived for.
    public typealias Purpose = JobPurpose

    /// Where it is to learn, the seed does not depend on it.
    public var purpose: Purpose
    /// The parent version's digest; nil for a model's first version.
    public var parent: Digest?
    /// The batches learned, by the digests of their files, in the order in which they were accepted.
    public var batches: [Digest]
    /// How the model learns and is judged; its digest goes into the seed and into the version's digest.
    public var specification: ModelSpecification
    /// What the model's first file decided.
    public var form: Schema
    /// The same of a closed form's features, where it is decided already: with a parent its document says it, and a model's first files decide it
    /// anew where nothing is given.
    public var map: FeatureMap?
    /// What makes vectors of texts where the map is not decided yet; nil: hashing.
    public var base: Digest?

    /// Without a parent the version is a model's first.
    public init(
        purpose: Purpose = .learn,
        parent: Digest?,
        batches: [Digest],
        specification: ModelSpecification,
        form: Schema,
        map: FeatureMap? = nil,
        base: Digest? = nil
    ) {
        self.purpose = purpose
        self.parent = parent
        self.batches = batches
        self.specification = specification
        self.form = form
        self.map = map
        self.base = base
    }

    /// Where all randomness of the derivation begins.
    public var seed: Digest {
        var text = "learnd job 1\nspecification \(CanonicalJSON.digest(of: specification))\nparent \(parent.map(\.description) ?? "none")\n"
        for batch in batches { text += "batch \(batch)\n" }
        if purpose == .refine { text += "purpose \(purpose.rawValue)\n" }
        return SHA256.hash(text)
    }

    /// The digest of the version that has these parts.
    public func versionDigest(of parts: [PartReference]) -> Digest {
        VersionDigest.compute(
            parts: parts,
            specification: CanonicalJSON.digest(of: specification),
            parent: parent,
            batches: batches
        )
    }
}

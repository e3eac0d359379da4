import Domain
import Hashing

/// A base's document, `base.json`: what it is, what it was made of, and what is kept of it.
public struct BaseDescription: Hashable, Sendable, Codable {
    /// The form of a base's folder; another release may write another.
    public static let currentFormat = 1

    /// The form that its folder has.
    public var format: Int
    /// For people; two bases may have the same.
    public var name: String
    /// The kind of encoder.
    public var architecture: EncoderArchitecture
    /// The encoder's sizes.
    public var shape: EncoderShape
    /// What makes one vector of a text.
    public var pooling: SentencePooling
    /// Whether a text's vector is made to have length 1.
    public var isNormalized: Bool
    /// Tokens that it was trained with at most, where its files say so; longer texts, up to `longestText`, are taken all the same.
    public var trainedLength: Int?
    /// Digests of the files that it was made of, by name: `config.json`, `model.safetensors`, the tokenizer's.
    public var sources: [String: Digest]
    /// What lies in its folder, by name, but for this document and the seal.
    public var files: [String: KeptFile]
    /// Tensors that were left aside: a pooler's, a head's.
    public var ignoredTensors: [String]

    /// Tokens that a text may have at most, the special ones among them.
    public var longestText: Int { shape.positions }
    /// Floats of a text's vector.
    public var width: Int { shape.width }
    /// What it is named by: a SHA-256 of all that decides its answers, and of nothing else.
    public var digest: Digest {
        CanonicalJSON.digest(of: Identity(sources: sources, pooling: pooling, isNormalized: isNormalized))
    }

    private struct Identity: Encodable {
        var sources: [String: Digest]
        var pooling: SentencePooling
        var isNormalized: Bool
    }
}

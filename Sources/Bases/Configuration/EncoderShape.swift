import NeuralNetworks

/// A kind of encoder, by Hugging Face's `model_type`. All have absolute positions, norms behind, and the exact GELU.
public enum EncoderArchitecture: String, Hashable, Sendable, Codable, CaseIterable {
    /// Devlin et al. 2018.
    case bert
    /// Sanh et al. 2019: no types of tokens.
    case distilbert
    /// Liu et al. 2019: the first position is the one after the padding token's number.
    case roberta
}

/// An encoder's sizes, as they are kept and run.
public struct EncoderShape: Hashable, Sendable, Codable {
    /// Rows of the tokens' table: a token's number lies below.
    public var vocabulary: Int
    /// Tokens that a text may have at most, the special ones among them.
    public var positions: Int
    /// Whether each token also has the type of a first segment added.
    public var hasType: Bool
    /// Floats of a place's hidden state.
    public var width: Int
    /// Encoder layers.
    public var layers: Int
    /// Heads of a layer's attention; they divide the width.
    public var heads: Int
    /// Floats between the two maps of a layer's feed-forward.
    public var hidden: Int
    /// The norms'.
    public var epsilon: Double
    /// What is dropped of the attention's probabilities in training.
    public var attentionDropout: Double
    /// What is dropped of the embeddings, and of what attention and feed-forward put out, in training.
    public var dropout: Double

    /// Whether a network of these sizes can be built at all: what a document says was not checked by `add`.
    package var isPossible: Bool {
        let bounds = [
            (vocabulary, 1 << 24), (positions, 1 << 16), (width, 1 << 14), (layers, 256), (heads, 1 << 10), (hidden, 1 << 16),
        ]
        return bounds.allSatisfy { (1...$1).contains($0) } && width.isMultiple(of: heads)
    }

    /// Appends the encoder, up to its last hidden states, to a builder over tokens (`Extent(features: 1)`), in the segment that the builder is at.
    ///
    /// Its parameters are `embeddings.tokens.weight`, `embeddings.positions.weight`, `embeddings.types.weight`, `embeddings.norm.…`, and those of
    /// `EncoderLayer` under `encoder.0`, `encoder.1`, …: in this order they lie in a base's file.
    ///
    /// - Parameters:
    ///   - lowest: The lowest layer that drops something while training, −1 for the embeddings; nil: none does.
    ///   - ownTokens: Tokens whose rows are the model's own, ascending: see `NetworkBuilder.embedTokens`.
    public func append(to builder: inout NetworkBuilder, droppingFrom lowest: Int? = nil, ownTokens: [Int32] = []) {
        builder.embedTokens(
            "embeddings",
            tokens: vocabulary,
            positions: positions,
            types: hasType ? 1 : 0,
            width: width,
            ownTokens: ownTokens
        )
        builder.layerNorm("embeddings.norm", epsilon: Float(epsilon))
        if let lowest, lowest < 0, dropout > 0 { builder.dropout(Float(dropout)) }
        for layer in 0..<layers {
            let drops = lowest.map { $0 <= layer } ?? false
            builder.encoderLayer(
                "encoder.\(layer)",
                heads: heads,
                hidden: hidden,
                epsilon: Float(epsilon),
                dropout: drops ? EncoderDropout(attention: Float(attentionDropout), output: Float(dropout)) : EncoderDropout()
            )
        }
    }

    /// The encoder alone, all of it in a mapped file.
    func network() -> Network {
        var builder = NetworkBuilder(input: Extent(features: 1))
        builder.segment = .mapped
        append(to: &builder)
        return builder.build()
    }
}

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

    /// Appends the encoder, up to its last hidden states, to a builder over tokens (`Extent(features: 1)`), in the segment that the builder is at.
    ///
    /// Its parameters are `embeddings.tokens.weight`, `embeddings.positions.weight`, `embeddings.types.weight`, `embeddings.norm.…`, and those of
    /// `EncoderLayer` under `encoder.0`, `encoder.1`, …: in this order they lie in a base's file.
    ///
    /// - Parameter dropping: Whether dropouts are built in, for training.
    public func append(to builder: inout NetworkBuilder, dropping: Bool = false) {
        builder.embedTokens("embeddings", tokens: vocabulary, positions: positions, types: hasType ? 1 : 0, width: width)
        builder.layerNorm("embeddings.norm", epsilon: Float(epsilon))
        if dropping, dropout > 0 { builder.dropout(Float(dropout)) }
        let drops = dropping ? EncoderDropout(attention: Float(attentionDropout), output: Float(dropout)) : EncoderDropout()
        for layer in 0..<layers {
            builder.encoderLayer("encoder.\(layer)", heads: heads, hidden: hidden, epsilon: Float(epsilon), dropout: drops)
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

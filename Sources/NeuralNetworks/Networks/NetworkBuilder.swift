import Domain
import Tensors

/// Puts layers one after another, from the input on.
public struct NetworkBuilder {
    private var layers: [any Layer] = []
    private var allocator = ParameterAllocator()
    /// What a row is after the layers so far: the next layer's input.
    public private(set) var extent: Extent

    /// Where the parameters of the layers that follow lie: the model's own floats at first. What is mapped never learns.
    public var segment: ParameterSegment {
        get { allocator.segment }
        set { allocator.segment = newValue }
    }

    /// Paths of parameters that are the model's own though the layer's others are mapped: they begin as what lies in the file.
    public var own: Set<String> {
        get { allocator.own }
        set { allocator.own = newValue }
    }

    /// Beside which linear maps of the encoder layers that follow adapters are put; nil: beside none.
    public var adapters: LowRank? {
        get { allocator.adapters }
        set { allocator.adapters = newValue }
    }

    /// How the encoder layers that follow multiply while training: in bfloat16 only where that is faster on this CPU.
    public var precision: Precision {
        get { allocator.multipliesPairs ? .bfloat16 : .single }
        set { allocator.multipliesPairs = newValue == .bfloat16 && PairedProducts.pay }
    }

    /// In bfloat16 wherever this CPU can: for tests on one where it does not pay.
    package mutating func multiplyPairs() { allocator.multipliesPairs = PairedProducts.isThere }

    /// Begins without layers.
    public init(input: Extent) { extent = input }

    /// - Precondition: There is a layer.
    public func build() -> Network { Network(layers: layers, allocator) }

    /// The first layer of a table's network: categories become embeddings.
    public mutating func embed(levels: [Int], width: Int) {
        append(Embedding(dense: extent.count - levels.count, levels: levels, width: width, &allocator))
    }

    /// A linear layer at the end; its parameters are `path.weight` and `path.bias`.
    public mutating func linear(_ path: String, outputs: Int, relu: Bool = false, precision: Precision = .single) {
        append(Linear(path, input: extent, outputs: outputs, relu: relu, precision: precision, &allocator))
    }

    /// A GELU at the end; it has no parameters and so no path.
    public mutating func gelu() { append(GELU(input: extent)) }

    /// The first layer of a network over tokens: a place's token, its position in the row and its type become `width` floats. The input is the
    /// token's number and, where there are two types or more, its type's; see `SequenceEmbedding` for the parameters' names.
    ///
    /// - Parameter ownTokens: Tokens whose rows are the model's own, ascending: the parameter `path.own_tokens.weight`. The others are read from the
    ///   table of all tokens.
    /// - Precondition: The input so far has as many features.
    public mutating func embedTokens(_ path: String, tokens: Int, positions: Int, types: Int = 0, width: Int, ownTokens: [Int32] = []) {
        let layer = SequenceEmbedding(
            path,
            tokens: tokens,
            positions: positions,
            types: types,
            width: width,
            ownTokens: ownTokens,
            &allocator
        )
        precondition(extent == layer.input, "an embedding of \(layer.input) numbers after \(extent)")
        append(layer)
    }

    /// A layer norm at the end; its parameters are `path.weight` and `path.bias`.
    public mutating func layerNorm(_ path: String, epsilon: Float = 1e-5) {
        append(LayerNorm(path, input: extent, epsilon: epsilon, &allocator))
    }

    /// A dropout at the end, of this share while training.
    public mutating func dropout(_ share: Float) { append(Dropout(input: extent, share: share, number: allocator.chance())) }

    /// A self-attention at the end, over each row's places; see `SelfAttention` for the parameters' names.
    ///
    /// - Parameter dropout: The share of the probabilities that is dropped while training.
    public mutating func selfAttention(_ path: String, heads: Int, dropout: Float = 0) {
        append(SelfAttention(path, input: extent, heads: heads, dropout: dropout, &allocator))
    }

    /// A transformer's encoder layer at the end; see `EncoderLayer` for the parameters' names.
    ///
    /// - Parameters:
    ///   - hidden: Width between the two maps of the feed-forward.
    ///   - epsilon: The norms': 1e-5 in PyTorch, 1e-12 in BERT.
    public mutating func encoderLayer(
        _ path: String,
        heads: Int,
        hidden: Int,
        epsilon: Float = 1e-5,
        dropout: EncoderDropout = EncoderDropout()
    ) {
        append(EncoderLayer(path, input: extent, heads: heads, hidden: hidden, epsilon: epsilon, dropout: dropout, &allocator))
    }

    /// Makes one place of each row's places: a row is one place from here on.
    public mutating func pool(_ kind: SequencePool.Kind) { append(SequencePool(input: extent, kind: kind)) }

    /// All of the layers described, named `prefix.0`, `prefix.1`, … as in a PyTorch `ModuleList`. A ReLU is done by the layer before it, where
    /// that one can.
    ///
    /// - Throws: `Refusal` where a layer does not fit what comes before it.
    public mutating func append(_ descriptions: [LayerDescription], prefix: String, precision: Precision = .single) throws(Refusal) {
        for (index, description) in descriptions.enumerated() {
            var site = LayerSite(
                path: "\(prefix).\(index)",
                input: extent,
                relu: index + 1 < descriptions.count && descriptions[index + 1].isReLU,
                isCutOff: index > 0 && descriptions[index - 1].cutsOff,
                precision: precision,
                allocator: allocator
            )
            let layer = try description.form.layer(at: &site)
            allocator = site.allocator
            if let layer { append(layer) }
        }
    }

    private mutating func append(_ layer: any Layer) {
        layers.append(layer)
        extent = layer.output
    }
}

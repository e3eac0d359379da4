import Bases
import Domain
import NeuralNetworks
import Rows

/// What a fine-tuned encoder's version is besides its tensors and rows: kept as canonical JSON.
public struct EncoderDocument: NetworkDocument, Hashable {
    /// What tells this document from others.
    public var kind: String
    /// The model's form: columns of texts, and labels.
    public var schema: Schema
    /// The schema's columns.
    public var layout: InputLayout
    /// As many as the form's; their outputs lie side by side in the last layer.
    public var heads: [HeadState]
    /// The base that it began as, and reads all that it does not own from.
    public var base: Digest
    /// The base's sizes.
    public var shape: EncoderShape
    /// How one vector is made of a text.
    public var pooling: SentencePooling
    /// Tokens of a row that are read at most; nil: the usual number.
    public var tokens: Int?
    /// Paths of the encoder's parameters that are the version's own, sorted: they have learned, or may.
    public var own: [String]
    /// Tokens whose rows in the table of tokens are the version's own, ascending.
    public var ownTokens: [Int32]
    /// Beside which maps there are adapters; nil: beside none.
    public var adapters: Adapters?
    /// Optimizer steps over all jobs so far.
    public var steps: Int
    /// Jobs that made this version and its ancestors.
    public var jobs: Int

    /// The form of all adapters of a version.
    public struct Adapters: Hashable, Sendable, Codable {
        /// The maps, by `LowRank.Map`'s words, sorted.
        public var maps: [String]
        /// r.
        public var rank: Int
        /// α.
        public var alpha: Double

        init(_ form: LowRank) {
            maps = form.maps.map(\.rawValue).sorted()
            rank = form.rank
            alpha = Double(form.alpha)
        }

        /// - Parameter dropout: In training.
        func form(dropout: Double) -> LowRank {
            LowRank(maps: Set(maps.compactMap(LowRank.Map.init)), rank: rank, alpha: Float(alpha), dropout: Float(dropout))
        }
    }

    init(schema: Schema, base: Digest, description: BaseDescription, tokens: Int?, adapters: Adapters?) {
        kind = EncoderVersion.kind
        self.schema = schema
        layout = InputLayout(schema: schema)
        heads = schema.heads.map(HeadState.init)
        self.base = base
        shape = description.shape
        pooling = description.pooling
        self.tokens = tokens
        own = []
        ownTokens = []
        self.adapters = adapters
        steps = 0
        jobs = 0
    }

    private enum CodingKeys: String, CodingKey {
        case kind, schema, layout, base, shape, pooling, tokens, own, adapters, steps, jobs
        case ownTokens = "own_tokens"
    }

    /// - Throws: `DecodingError` where something is missing.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        kind = try keys.decode(String.self, forKey: .kind)
        schema = try keys.decode(Schema.self, forKey: .schema)
        layout = try keys.decode(InputLayout.self, forKey: .layout)
        heads = try HeadsCoding.decode(decoder)
        base = try keys.decode(Digest.self, forKey: .base)
        shape = try keys.decode(EncoderShape.self, forKey: .shape)
        pooling = try keys.decode(SentencePooling.self, forKey: .pooling)
        tokens = try keys.decodeIfPresent(Int.self, forKey: .tokens)
        own = try keys.decode([String].self, forKey: .own)
        ownTokens = try keys.decode([Int32].self, forKey: .ownTokens)
        adapters = try keys.decodeIfPresent(Adapters.self, forKey: .adapters)
        steps = try keys.decode(Int.self, forKey: .steps)
        jobs = try keys.decode(Int.self, forKey: .jobs)
        guard heads.count == schema.heads.count, shape.isPossible else {
            throw DecodingError.dataCorruptedError(
                forKey: .schema,
                in: keys,
                debugDescription: "\(heads.count) heads for \(schema.heads.count) labels, or an encoder of no possible shape"
            )
        }
    }

    /// What is nil is left out.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encode(kind, forKey: .kind)
        try keys.encode(schema, forKey: .schema)
        try keys.encode(layout, forKey: .layout)
        try HeadsCoding.encode(heads, to: encoder)
        try keys.encode(base, forKey: .base)
        try keys.encode(shape, forKey: .shape)
        try keys.encode(pooling, forKey: .pooling)
        try keys.encodeIfPresent(tokens, forKey: .tokens)
        try keys.encode(own, forKey: .own)
        try keys.encode(ownTokens, forKey: .ownTokens)
        try keys.encodeIfPresent(adapters, forKey: .adapters)
        try keys.encode(steps, forKey: .steps)
        try keys.encode(jobs, forKey: .jobs)
    }
}

extension EncoderDocument {
    /// The last layer's path.
    static let head = "head"
    /// Where the encoder's parameters lie, from below: the embeddings, then each layer.
    static let embeddings = "embeddings"
    static let encoder = "encoder"

    /// Places in a row's numbers of its texts.
    var texts: [Int] { layout.columns.indices.filter { layout.columns[$0].isText } }

    /// Of the encoder's layers the one that a parameter lies in, −1 for the embeddings; nil for the head.
    static func depth(of path: String) -> Int? {
        let words = path.split(separator: ".")
        if words[0] == embeddings { return -1 }
        return words[0] == encoder ? Int(words[1]) : nil
    }

    /// How its encoder is built.
    var plan: EncoderPlan { EncoderPlan(shape: shape, pooling: pooling, own: own, ownTokens: ownTokens, adapters: adapters) }

    /// The encoder, and the linear `head`; what is not the version's own is read from the base's file. See `EncoderPlan.builder`.
    func network(droppingFrom lowest: Int? = nil, dropout: Double = 0, precision: Precision = .single, merged: Bool = false) -> Network {
        var builder = plan.builder(droppingFrom: lowest, dropout: dropout, precision: precision, merged: merged)
        if lowest != nil, shape.dropout > 0 { builder.dropout(Float(shape.dropout)) }
        builder.linear(Self.head, outputs: outputHeads.width)
        return builder.build()
    }
}

extension EncoderDocument.Adapters {
    /// Each adapter by the path before its factors' names, with the weight that it changes and the rows of it.
    func places(layers: Int, width: Int) -> [(path: String, weight: String, firstRow: Int)] {
        (0..<layers).flatMap { layer in
            maps.compactMap(LowRank.Map.init).map { map in
                let path = "encoder.\(layer)"
                return switch map {
                case .query: ("\(path).self_attn.query", "\(path).self_attn.in_proj_weight", 0)
                case .key: ("\(path).self_attn.key", "\(path).self_attn.in_proj_weight", width)
                case .value: ("\(path).self_attn.value", "\(path).self_attn.in_proj_weight", 2 * width)
                case .output: ("\(path).self_attn.out_proj", "\(path).self_attn.out_proj.weight", 0)
                case .linear1, .linear2: ("\(path).\(map.rawValue)", "\(path).\(map.rawValue).weight", 0)
                }
            }
        }
    }

    func weights(layers: Int) -> Set<String> { Set(places(layers: layers, width: 0).map(\.weight)) }
}

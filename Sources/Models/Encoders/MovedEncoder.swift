import Bases
import Domain
import Hashing
import NeuralNetworks
import Tensors

extension FeatureMap {
    /// What of an encoder is a version's own where a closed form reads texts by one that has moved from its base: the form; the tensors lie beside it.
    public struct Moved: Hashable, Sendable, Codable {
        /// Paths of the encoder's parameters that are the version's own, sorted.
        public var own: [String]
        /// Tokens whose rows in the table of tokens are the version's own, ascending.
        public var ownTokens: [Int32]
        /// Beside which maps there are adapters; nil: beside none.
        public var adapters: EncoderDocument.Adapters?
        /// Of the form and its tensors: what sums over the encoder's vectors, and vectors that are kept, belong to.
        public var digest: Digest

        private enum CodingKeys: String, CodingKey {
            case own, adapters, digest
            case ownTokens = "own_tokens"
        }
    }
}

/// An encoder that has moved from its base: its form and its own tensors.
public struct MovedEncoder: Sendable {
    /// As the document keeps it.
    public let form: FeatureMap.Moved
    /// By path in the encoder.
    let tensors: [(name: String, tensor: Tensor)]

    /// What these tensors make of a base under the form that a document tells.
    init(_ form: FeatureMap.Moved, tensors: [(name: String, tensor: Tensor)]) {
        self.form = form
        self.tensors = tensors
    }

    /// The encoder of a version that was fine-tuned; nil where nothing of it is the version's own.
    package init?(_ version: EncoderVersion) {
        let document = version.document
        guard !document.own.isEmpty || !document.ownTokens.isEmpty || document.adapters != nil else { return nil }
        tensors = version.tensors.filter { EncoderDocument.depth(of: $0.name) != nil }.sorted { $0.name < $1.name }
        var form = FeatureMap.Moved(own: document.own, ownTokens: document.ownTokens, adapters: document.adapters, digest: SHA256.hash(""))
        form.digest = Self.digest(form, tensors)
        self.form = form
    }

    var byName: [String: Tensor] { Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }) }

    /// Whether these are the tensors that the form was made for.
    var isWhole: Bool { Self.digest(form, tensors) == form.digest }

    private static func digest(_ form: FeatureMap.Moved, _ tensors: [(name: String, tensor: Tensor)]) -> Digest {
        var text = "learnd encoder 1\n"
        for path in form.own { text += "own \(path)\n" }
        for token in form.ownTokens { text += "token \(token)\n" }
        if let adapters = form.adapters { text += "adapters \(adapters.maps.joined(separator: ",")) \(adapters.rank) \(adapters.alpha)\n" }
        for (name, tensor) in tensors.sorted(by: { $0.name < $1.name }) {
            text += "tensor \(name) \(tensor.shape) \(SHA256.hash(tensor.bytes))\n"
        }
        return SHA256.hash(text)
    }

    func plan(_ whole: OpenBase) -> EncoderPlan {
        let description = whole.base.description
        return EncoderPlan(
            shape: description.shape,
            pooling: description.pooling,
            own: form.own,
            ownTokens: form.ownTokens,
            adapters: form.adapters
        )
    }
}

extension EncoderVersion {
    /// A base, or the encoder that moved from it before, with heads of zeros: what fine-tuning goes on from. Adapters that are there stay what they are.
    package init(moving encoder: MovedEncoder?, _ beginning: NetworkBeginning) throws(Refusal) {
        let begun = try EncoderVersion(beginning)
        guard let encoder else {
            self = begun
            return
        }
        var document = begun.document
        document.own = encoder.form.own
        document.ownTokens = encoder.form.ownTokens
        if let adapters = encoder.form.adapters { document.adapters = adapters }
        var random = RandomSource(seed: beginning.seed)
        let plan = document.network()
        let known = encoder.byName
        self.init(document: document, tensors: plan.tensors(plan.initialized(&random)).map { ($0.name, known[$0.name] ?? $0.tensor) })
    }
}

/// By an encoder that has moved: its base's tokens, its layers, pooling.
final class MovedVectors: TextVectors {
    let width: Int
    let precision: Precision
    private let isNormalized: Bool
    private let network: Network
    private let parameters: [Float]
    private let tokens: TokenBatches
    private let whole: OpenBase

    /// - Throws: `Refusal` where a tensor is missing or has another shape than the form tells.
    init(_ whole: OpenBase, _ encoder: MovedEncoder, tokens: Int?, precision: Precision) throws(Refusal) {
        let plan = encoder.plan(whole)
        let merged = plan.builder(merged: true).build().mapping(whole.base.weights)
        parameters = try merged.flat(try plan.merged(encoder.byName, merged))
        network = precision == .bfloat16 ? parameters.withUnsafeBufferPointer { merged.rounded($0.baseAddress!) } : merged
        self.whole = whole
        self.precision = precision
        width = network.output.count
        isNormalized = whole.base.description.isNormalized
        self.tokens = TokenBatches(whole.tokenizer, most: whole.most(tokens), width: width)
    }

    var together: Int { TokenBatches.rows }

    func fill(_ vectors: UnsafeMutablePointer<Float>, _ rows: InputRows, column: Int, stride: Int, count: Int) {
        vectors.update(repeating: 0, count: count * width)
        tokens.run(
            network,
            parameters,
            rows,
            columns: [column],
            stride: stride,
            count: count,
            leavesOutEmpty: true,
            into: vectors
        ) { vector in
            if isNormalized { TextEncoder.normalize(vector, width: width) }
        }
    }
}

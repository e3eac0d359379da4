import Bases
import Domain
import NeuralNetworks
import Rows
import Tensors

/// A pretrained encoder with heads on it, some of its layers fine-tuned: its document, and by path what is its own: the parameters that have learned,
/// the adapters, the heads. All else is the base's, and is read from there.
public struct EncoderVersion: NetworkFamily {
    /// What documents on disk say: never to be changed.
    public static let kind = "encoder"

    /// What the tensors mean.
    public var document: EncoderDocument
    /// Weights by path, each once; their order is of no matter.
    public var tensors: [(name: String, tensor: Tensor)]

    /// Nothing is checked: `check` does that.
    public init(document: EncoderDocument, tensors: [(name: String, tensor: Tensor)]) {
        self.document = document
        self.tensors = tensors
    }

    var byName: [String: Tensor] { Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }) }

    /// Texts: columns of them, and no others.
    public static func takes(_ schema: Schema) -> Bool { !schema.columns.isEmpty && schema.columns.allSatisfy { $0.kind == .text } }

    /// Few passes over any number of rows, as encoders are fine-tuned.
    public static let courseLength = CourseLength(
        epochs: 5,
        maxSteps: 20_000,
        evensOut: false,
        growsBatches: false,
        leastPasses: 1,
        mostPasses: 10,
        later: nil
    )

    /// The base as it is, with heads of zeros.
    public init(_ beginning: NetworkBeginning) throws(Refusal) {
        guard let base = beginning.base else { throw Self.noBase }
        let whole = try beginning.sources.open(base)
        let document = EncoderDocument(
            schema: beginning.schema,
            base: base,
            description: whole.base.description,
            tokens: beginning.text.tokens,
            adapters: beginning.training.adapters.map(EncoderDocument.Adapters.init)
        )
        var random = RandomSource(seed: beginning.seed)
        let plan = document.network()
        self.init(document: document, tensors: plan.tensors(plan.initialized(&random)))
    }

    private static var noBase: Refusal {
        Refusal(
            .invalid,
            what: "a network over texts is trained from a pretrained base, and there is none here",
            fix: "add one ('make base', or 'learnctl base add DIR') and requeue the file, or set training.method to analytic or auto"
        )
    }

    /// The network without what is done in training alone; it must be mapped to be run.
    public func network(precision: Precision) throws(Refusal) -> Network { document.network() }

    /// This model with a place for new classes and heads, and its function as it was.
    public func adapted(to table: ExampleTable, sample: ExampleTable, seed: UInt64) -> EncoderVersion {
        var document = self.document
        var tensors = byName
        document.adopt(table, sample: sample, into: &tensors, head: EncoderDocument.head)
        return EncoderVersion(document: document, tensors: document.network().parameters.map { ($0.path, tensors[$0.path]!) })
    }

    /// This model with what the settings let learn as its own, as it was in the base; its function stays.
    public func opened(for training: TrainingSpecification, texts: [ExampleTable], sources: TextSources) throws(Refusal) -> EncoderVersion {
        try opened(
            for: training,
            tokens: PreparedTexts.tokens(of: texts, document, try sources.open(document.base)),
            sources: sources
        )
    }

    /// The same for these tokens.
    package func opened(for training: TrainingSpecification, tokens used: Set<Int32>, sources: TextSources) throws(Refusal)
        -> EncoderVersion
    {
        // Adapters are what learns then.
        guard document.adapters == nil else { return self }
        var document = self.document
        let whole = try sources.open(document.base)
        let all = document.shape.paths()
        let tokens = "embeddings.tokens.weight"
        document.own = Set(document.own + all.filter { $0 != tokens && Trainability.learns($0, training.freeze) }).sorted()
        if Trainability.learns(tokens, training.freeze) {
            document.ownTokens = used.union(document.ownTokens).sorted()
        }
        let plan = document.network().mapping(whole.base.weights)
        var tensors = plan.mappedTensors()
        if let table = document.ownTable(whole) { tensors[EncoderDocument.ownTokensPath] = table }
        let rows = Dictionary(uniqueKeysWithValues: document.ownTokens.enumerated().map { ($1, $0) })
        for (name, tensor) in self.tensors {
            if name == EncoderDocument.ownTokensPath {
                tensors[name] = tensors[name]!.replacing(rows: self.document.ownTokens.map { rows[$0]! }, by: tensor)
            } else {
                tensors[name] = tensor
            }
        }
        return EncoderVersion(document: document, tensors: plan.parameters.map { ($0.path, tensors[$0.path]!) })
    }

    /// As the settings say; where they say nothing, the encoder's own parameters learn at a tenth of the rate at which heads do, and adapters at half of it.
    /// Each layer below the topmost has `layerDecay` times the rate of the one above it, and the embeddings that of the lowest once more.
    public func trainability(_ network: Network, _ settings: TrainingSettings) throws(Refusal) -> Trainability {
        let usual = document.adapters == nil ? Self.encoderRate : Self.adapterRate
        var factors = settings.rateFactors
        for part in [EncoderDocument.encoder, EncoderDocument.embeddings] where factors[part] == nil { factors[part] = usual }
        let layers = document.shape.layers
        return try Trainability(
            network,
            frozenShares: settings.frozenShares,
            rateFactors: factors,
            steps: settings.steps
        ) { path in
            guard let depth = EncoderDocument.depth(of: path), settings.layerDecay != 1 else { return 1 }
            return (depth..<layers - 1).reduce(1) { factor, _ in factor * settings.layerDecay }
        }
    }

    private static let encoderRate = 0.1
    private static let adapterRate = 0.5

    /// As much of the network as may learn under the settings, over what the layers below put out.
    public func learner(
        _ settings: TrainingSettings,
        _ augmentation: Augmentation,
        for tables: [ExampleTable],
        sources: TextSources,
        threads: Int
    ) throws(Refusal) -> any NetworkLearner {
        try EncoderLearner(self, settings, for: tables, sources, threads: threads)
    }

    /// Rows as tokens.
    ///
    /// - Precondition: Never called: an encoder's learner prepares rows.
    public func prepare(_ table: ExampleTable, _ augmentation: Augmentation) -> PreparedRows {
        preconditionFailure("texts are prepared by an encoder's learner")
    }

    /// In bfloat16 where asked for; in 32-bit floats else. Adapters are merged into the weights that they stand beside.
    public func predictor(precision: ServingPrecision, sources: TextSources) throws(Refusal) -> any Predictor {
        try EncoderPredictor(self, precision: precision, sources: sources)
    }
}

extension EncoderShape {
    /// The paths of all parameters of the encoder.
    func paths() -> [String] {
        var builder = NetworkBuilder(input: Extent(features: 1))
        builder.segment = .mapped
        append(to: &builder)
        return builder.build().mappedParameters.map(\.path)
    }
}

extension EncoderDocument {
    static let ownTokensPath = "embeddings.own_tokens.weight"

    /// The own tokens' rows as the base has them; nil where there are none.
    func ownTable(_ whole: OpenBase) -> Tensor? {
        guard !ownTokens.isEmpty else { return nil }
        let width = shape.width
        var elements: [Float] = []
        elements.reserveCapacity(ownTokens.count * width)
        // The table of tokens lies first in a base's file.
        for token in ownTokens { elements += UnsafeBufferPointer(start: whole.base.weights.start + Int(token) * width, count: width) }
        return Tensor(shape: [ownTokens.count, width], elements: elements)
    }
}

extension Tensor {
    /// `[rows, width]` with some rows as those of another.
    func replacing(rows: [Int], by other: Tensor) -> Tensor {
        let width = shape[1]
        var elements = self.elements
        for (from, row) in rows.enumerated() {
            elements.replaceSubrange(row * width..<(row + 1) * width, with: other.elements[from * width..<(from + 1) * width])
        }
        return Tensor(shape: shape, elements: elements)
    }
}

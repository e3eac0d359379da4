import Bases
import Domain
import NeuralNetworks
import Tensors

/// A fine-tuned encoder made ready to answer: immutable, shared by all threads.
public final class EncoderPredictor: Predictor {
    /// The document's.
    public let layout: InputLayout
    /// The document's.
    public let heads: [OutputHead]
    /// The first head's.
    public var outputs: OutputLayout { heads[0].outputs }
    private let states: [HeadState]
    private let network: Network
    private let parameters: [Float]
    private let columns: [Int]
    /// By the document's base.
    public let texts: [FeatureMap.Text]?
    /// As it was asked for.
    public let precision: Precision
    private let tokens: TokenBatches
    private let whole: OpenBase

    /// - Throws: `Refusal` where the base is not there, or a tensor is missing or has another shape than the document tells.
    init(_ version: EncoderVersion, precision: ServingPrecision, sources: TextSources) throws(Refusal) {
        let document = version.document
        whole = try sources.open(document.base)
        layout = document.layout
        heads = document.outputHeads
        states = document.heads
        columns = document.texts
        texts = columns.map { FeatureMap.Text(column: $0, base: document.base, tokens: document.tokens) }
        self.precision = precision == .bfloat16 ? .bfloat16 : .single
        tokens = TokenBatches(whole.tokenizer, most: whole.most(document.tokens), width: document.outputHeads.width)
        let plan = document.network(merged: true).mapping(whole.base.weights)
        let parameters = try plan.flat(try document.plan.merged(version.byName, plan))
        network = precision == .bfloat16 ? parameters.withUnsafeBufferPointer { plan.rounded($0.baseAddress!) } : plan
        self.parameters = parameters
    }

    /// Cutting texts into tokens takes its own; so does the network, which goes by how long they are.
    public func scratchBytes(rows: Int) -> Int { 64 }

    /// A text is worth a thread's turn.
    public var leastBlock: Int { 1 }

    /// Tokens, the encoder, pooling, the heads; logits become probabilities, or the output a value in the label's unit.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        let width = network.output.count
        tokens.run(network, parameters, inputs, columns: columns, stride: layout.width, count: rows, into: outputs)
        var own = outputs
        for state in states {
            state.finish(own, rows: rows, stride: width)
            own += state.outputs.width
        }
    }
}

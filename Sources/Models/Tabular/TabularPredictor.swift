import Domain
import NeuralNetworks
import Tensors

/// A tabular version made ready to answer: immutable, shared by all threads, nothing allocated while it predicts.
public final class TabularPredictor: Predictor {
    /// The document's.
    public let layout: InputLayout
    /// The document's.
    public let heads: [OutputHead]
    /// The first head's.
    public var outputs: OutputLayout { heads[0].outputs }
    private let states: [HeadState]
    private let network: Network
    private let features: TabularFeatures
    private let standardization: Standardization
    private let parameters: [Float]

    /// - Throws: `Refusal` where a tensor is missing or has another shape than the document tells.
    public init(_ version: TabularVersion, precision: ServingPrecision = .single) throws(Refusal) {
        let document = version.document
        layout = document.layout
        heads = document.outputHeads
        states = document.heads
        let plan = document.network()
        features = document.features
        standardization = document.scaler.standardization
        parameters = try plan.flat(version.byName)
        network = precision == .int8 && Int8Matrix.isFast ? plan.quantized(parameters) : plan
    }

    /// The middle of a numeric column and its width, as they were learned; nil for other columns.
    public func scale(ofColumn index: Int) -> (mean: Double, scale: Double)? {
        features.numbers.firstIndex(of: index).map { (standardization.means[$0], standardization.scales[$0]) }
    }

    /// The network's inputs, and what its layers need.
    public func scratchBytes(rows: Int) -> Int {
        (rows * features.inputWidth + network.forwardScratchCount(rows: rows)) * MemoryLayout<Float>.stride
    }

    /// Standardizes the numbers, marks gaps, and turns logits into probabilities, or the output into the label's unit.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        precondition(scratch.count >= scratchBytes(rows: rows), "\(scratch.count) bytes of scratch for \(rows) rows")
        let from = scratch.baseAddress!.assumingMemoryBound(to: Float.self)
        let (columns, width) = (layout.columns.count, features.inputWidth)
        for row in 0..<rows { features.fill(inputs.numbers + row * columns, standardization, into: from + row * width) }
        parameters.withUnsafeBufferPointer {
            network.forward(from, rows: rows, parameters: $0.baseAddress!, into: outputs, scratch: from + rows * width)
        }
        let answers = network.output.count
        var own = outputs
        for state in states {
            state.finish(own, rows: rows, stride: answers)
            own += state.outputs.width
        }
    }
}

import Domain
import NeuralNetworks
import Tensors

/// A tabular version made ready to answer: immutable, shared by all threads, nothing allocated while it predicts.
public final class TabularPredictor: Predictor {
    /// The document's.
    public let layout: InputLayout
    /// The document's.
    public let outputs: OutputLayout
    private let network: Network
    private let features: TabularFeatures
    private let standardization: Standardization
    private let labels: (mean: Double, scale: Double)
    private let parameters: [Float]
    private let temperature: Double?

    /// - Throws: `Refusal` where a tensor is missing or has another shape than the document tells.
    public init(_ version: TabularVersion, precision: ServingPrecision = .single) throws(Refusal) {
        let document = version.document
        layout = document.layout
        outputs = document.outputs
        let plan = document.network()
        features = document.features
        standardization = document.scaler.standardization
        labels = document.labelStandardization
        temperature = document.temperature
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
        _ inputs: UnsafePointer<Double>,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        precondition(scratch.count >= scratchBytes(rows: rows), "\(scratch.count) bytes of scratch for \(rows) rows")
        let from = scratch.baseAddress!.assumingMemoryBound(to: Float.self)
        let (columns, width) = (layout.columns.count, features.inputWidth)
        for row in 0..<rows { features.fill(inputs + row * columns, standardization, into: from + row * width) }
        parameters.withUnsafeBufferPointer {
            network.forward(from, rows: rows, parameters: $0.baseAddress!, into: outputs, scratch: from + rows * width)
        }
        switch self.outputs {
        case .classes(let names): Self.probabilities(outputs, rows: rows, classes: names.count, temperature)
        case .value:
            for row in 0..<rows {
                let value = Double(outputs[row]) * labels.scale + labels.mean
                outputs[row] = Float(min(max(value, -Double(Float.greatestFiniteMagnitude)), Double(Float.greatestFiniteMagnitude)))
            }
        }
    }
}

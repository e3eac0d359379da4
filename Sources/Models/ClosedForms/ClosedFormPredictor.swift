import Domain
import Glibc
import Tensors

/// A closed form made ready to answer: immutable, shared by all threads, nothing allocated while it predicts.
public final class ClosedFormPredictor: Predictor {
    /// The document's.
    public let layout: InputLayout
    /// The document's.
    public let outputs: OutputLayout
    private let features: FixedFeatures
    private let weights: [Float]
    private let biases: [Float]
    private let kind: ReadOutForm.Kind
    private let temperature: Double?
    /// From an answer to the label's unit.
    private let scale: Double
    private let mean: Double

    /// - Throws: `Refusal` where a tensor is missing or has another shape than the document tells.
    public init(_ version: ClosedFormVersion) throws(Refusal) {
        let document = version.document
        layout = document.layout
        outputs = document.outputs
        (weights, biases) = try version.readOut()
        features = FixedFeatures(document.map, columns: document.layout.width, leading: document.readOut.features)
        kind = document.readOut.kind
        temperature = document.temperature
        scale = document.scale ?? 1
        mean = document.map.label?.mean ?? 0
    }

    /// The features, and what it takes to make them.
    public func scratchBytes(rows: Int) -> Int {
        (rows * features.count + features.scratchCount(rows: rows)) * MemoryLayout<Float>.stride
    }

    /// features · W + b. Scores of classes become logits as `ReadOutForm.Kind` says; a value is brought back to the label's unit.
    public func predict(
        _ inputs: UnsafePointer<Double>,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        precondition(scratch.count >= scratchBytes(rows: rows), "\(scratch.count) bytes of scratch for \(rows) rows")
        let own = scratch.baseAddress!.assumingMemoryBound(to: Float.self)
        features.fill(own, inputs, rows: rows, scratch: own + rows * features.count)
        weights.withUnsafeBufferPointer { weights in
            biases.withUnsafeBufferPointer { biases in
                Kernels.multiply(
                    own,
                    weights.baseAddress!,
                    bias: biases.baseAddress!,
                    relu: false,
                    into: outputs,
                    m: rows,
                    n: biases.count,
                    k: features.count
                )
            }
        }
        switch self.outputs {
        case .classes(let names):
            if kind == .ridge {
                for index in 0..<rows * names.count { outputs[index] = logf(max(outputs[index], Float(ReadOutForm.Kind.leastShare))) }
            }
            Self.probabilities(outputs, rows: rows, classes: names.count, temperature)
        case .value:
            for row in 0..<rows {
                let value = Double(outputs[row]) * scale + mean
                outputs[row] = Float(min(max(value, -Double(Float.greatestFiniteMagnitude)), Double(Float.greatestFiniteMagnitude)))
            }
        }
    }
}

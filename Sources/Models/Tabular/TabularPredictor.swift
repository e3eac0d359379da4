import Domain
import NeuralNetworks
import Tensors

/// A tabular version made ready to answer: immutable, shared by all threads, nothing allocated while it predicts.
public final class TabularPredictor: Predictor {
    public let layout: InputLayout
    public let outputs: OutputLayout
    private let shape: MLPShape
    private let features: TabularFeatures
    private let standardisation: Standardisation
    private let labels: (mean: Double, scale: Double)
    private let parameters: [Float]
    /// Every category's embedding, one after another, and where each begins.
    private let embeddings: [Float]
    private let embeddingStarts: [Int]

    /// - Throws: `Refusal` where a tensor is missing or has another shape than the document tells.
    public init(_ version: TabularVersion) throws(Refusal) {
        try version.check()
        let document = version.document
        layout = document.layout
        outputs = document.outputs
        shape = document.shape
        features = document.features
        standardisation = document.scaler.standardisation
        labels = document.labelStandardisation
        parameters = document.shape.parameters(version.byName)
        let tables = document.embeddings(version.byName)
        embeddings = Array(tables.joined())
        embeddingStarts = tables.indices.map { tables[..<$0].reduce(0) { $0 + $1.count } }
    }

    public func scratchBytes(rows: Int) -> Int {
        rows * (shape.inputs + 2 * shape.widest) * MemoryLayout<Float>.stride
    }

    public func predict(
        _ inputs: UnsafePointer<Double>, rows: Int, into outputs: UnsafeMutablePointer<Float>, scratch: UnsafeMutableRawBufferPointer
    ) {
        precondition(scratch.count >= scratchBytes(rows: rows), "\(scratch.count) bytes of scratch for \(rows) rows")
        let network = scratch.baseAddress!.assumingMemoryBound(to: Float.self)
        let columns = layout.columns.count
        for row in 0..<rows { fill(inputs + row * columns, into: network + row * shape.inputs) }
        parameters.withUnsafeBufferPointer {
            MLPForward.run(
                shape, parameters: $0.baseAddress!, inputs: network, rows: rows, scratch: network + rows * shape.inputs, into: outputs)
        }
        switch self.outputs {
        case .classes(let names): Kernels.softmax(outputs, rows: rows, width: names.count)
        case .value: for row in 0..<rows { outputs[row] = Float(Double(outputs[row]) * labels.scale + labels.mean) }
        }
    }

    private func fill(_ row: UnsafePointer<Double>, into input: UnsafeMutablePointer<Float>) {
        features.fillDense(row, standardisation, into: input)
        var place = features.numbers.count + features.marks.count
        for (category, column) in features.categories.enumerated() {
            let start = embeddingStarts[category] + Int(PreparedRows.level(row[column])) * features.embedding
            for offset in 0..<features.embedding { input[place + offset] = embeddings[start + offset] }
            place += features.embedding
        }
    }
}

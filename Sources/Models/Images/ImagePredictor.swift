import Domain
import NeuralNetworks
import Tensors

/// An image version made ready to answer: immutable, shared by all threads, nothing allocated while it predicts.
public final class ImagePredictor: Predictor {
    /// The document's: one column, `image`.
    public let layout: InputLayout
    /// The document's: classes.
    public let outputs: OutputLayout
    private let network: Network
    private let means: [Double]
    private let factors: [Double]
    private let parameters: [Float]
    private let temperature: Double?

    /// One, of the document's label.
    public let heads: [OutputHead]

    /// - Throws: `Refusal` where a tensor is missing or has another shape than the document tells.
    public init(_ version: ImageVersion, precision: ServingPrecision = .single) throws(Refusal) {
        let document = version.document
        layout = document.layout
        outputs = document.outputs
        heads = document.outputHeads
        let plan = try document.network()
        means = document.pixels.means
        factors = document.pixels.factors
        temperature = document.temperature
        parameters = try plan.flat(Dictionary(uniqueKeysWithValues: version.tensors.map { ($0.name, $0.tensor) }))
        network = precision == .int8 && Int8Matrix.isFast ? plan.quantized(parameters) : plan
    }

    /// The standardized pixels, and what the network's layers need.
    public func scratchBytes(rows: Int) -> Int {
        (rows * network.input.count + network.forwardScratchCount(rows: rows)) * MemoryLayout<Float>.stride
    }

    /// Standardizes each pixel by its channel, and makes probabilities of the logits over the temperature.
    public func predict(
        _ inputs: InputRows,
        rows: Int,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutableRawBufferPointer
    ) {
        precondition(scratch.count >= scratchBytes(rows: rows), "\(scratch.count) bytes of scratch for \(rows) rows")
        let from = scratch.baseAddress!.assumingMemoryBound(to: Float.self)
        let channels = network.input.channels
        for pixel in 0..<rows * network.input.pixels {
            for channel in 0..<channels {
                from[pixel * channels + channel] = Float((inputs[pixel * channels + channel] - means[channel]) * factors[channel])
            }
        }
        parameters.withUnsafeBufferPointer {
            network.forward(
                from,
                rows: rows,
                parameters: $0.baseAddress!,
                into: outputs,
                scratch: from + rows * network.input.count
            )
        }
        Self.probabilities(outputs, rows: rows, classes: self.outputs.width, temperature)
    }
}

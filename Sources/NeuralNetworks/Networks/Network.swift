import Domain
import Tensors

/// A network's plan: its layers, their parameters' places, and the forward pass. A value; the parameters are beside it, flat.
public struct Network: Sendable {
    /// From the input to the output; at least one.
    public let layers: [any Layer]
    /// Of all layers, in their order: as they lie in the flat parameters.
    public let parameters: [Parameter]
    /// Floats of all parameters.
    public let parameterCount: Int
    /// How many of the parameters have their gradients summed micro-batch by micro-batch.
    package let microBatchParameters: Int
    /// The first layer's input.
    public let input: Extent
    /// The last layer's output.
    public let output: Extent
    /// Floats of the largest layer's output in a row.
    public let widest: Int
    package let scratchCount: Int
    package let scratchCountPerRow: Int

    init(layers: [any Layer], _ allocator: ParameterAllocator) {
        self.init(layers: layers, parameterCount: allocator.count, microBatchParameters: allocator.microBatchParameters)
    }

    private init(layers: [any Layer], parameterCount: Int, microBatchParameters: Int) {
        precondition(!layers.isEmpty, "a network without layers")
        self.layers = layers
        parameters = layers.flatMap { $0.parameters }
        self.parameterCount = parameterCount
        self.microBatchParameters = microBatchParameters
        input = layers[0].input
        output = layers[layers.count - 1].output
        widest = layers.map(\.output.count).max()!
        scratchCount = layers.map(\.scratchCount).max()!
        scratchCountPerRow = layers.map(\.scratchCountPerRow).max()!
    }

    /// This network with weights in 8 bits wherever that gains something, for serving alone.
    public func quantized(_ parameters: UnsafePointer<Float>) -> Network {
        Network(layers: layers.map { $0.quantized(parameters) }, parameterCount: parameterCount, microBatchParameters: microBatchParameters)
    }

    /// Rows that go through all layers together in a prediction: as many as keep what lies between two layers in the second-level cache.
    public var predictionRows: Int { max(1, min(256, 131_072 / widest)) }

    /// Floats of scratch that `forward` needs for `rows` rows.
    public func forwardScratchCount(rows: Int) -> Int {
        let rows = min(rows, predictionRows)
        return 2 * rows * widest + scratchCount + rows * scratchCountPerRow
    }

    /// Fills `outputs` `[rows, output]`. A row's outputs have the same bytes whatever rows stand beside it. Nothing is allocated.
    ///
    /// - Parameter scratch: `forwardScratchCount(rows:)` floats.
    public func forward(
        _ inputs: UnsafePointer<Float>,
        rows: Int,
        parameters: UnsafePointer<Float>,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let block = min(rows, predictionRows)
        let buffers = (scratch, scratch + block * widest)
        for start in stride(from: 0, to: rows, by: max(1, block)) {
            let count = min(block, rows - start)
            let pass = LayerPass(rows: count, firstRow: start, parameters: parameters, scratch: scratch + 2 * block * widest)
            var from = inputs + start * input.count
            for (index, layer) in layers.enumerated() {
                let to =
                    index == layers.count - 1 ? outputs + start * output.count : index.isMultiple(of: 2) ? buffers.0 : buffers.1
                layer.forward(from, into: to, pass)
                from = UnsafePointer(to)
            }
        }
    }
}

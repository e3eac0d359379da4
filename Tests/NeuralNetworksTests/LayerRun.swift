import NeuralNetworks
import Tensors

/// A network run forward and backward, layer by layer, with every gradient kept: the inputs' too.
struct LayerRun {
    let network: Network
    let rows: Int
    private(set) var outputs: [Float] = []
    private(set) var inputGradient: [Float] = []
    /// Flat, as the network stores its parameters.
    private(set) var gradients: [Float] = []

    /// - Parameter direction: ∂loss/∂outputs.
    init(_ network: Network, _ parameters: [Float], _ inputs: [Float], direction: [Float]) {
        self.network = network
        rows = inputs.count / network.input.count
        let weights = FloatBuffer(parameters)
        let values = [FloatBuffer(inputs)] + network.layers.map { FloatBuffer(count: rows * $0.output.count) }
        let slopes = [FloatBuffer(count: inputs.count)] + network.layers.map { FloatBuffer(count: rows * $0.output.count) }
        let cache = network.layers.map { FloatBuffer(count: rows * $0.cacheCount) }
        let prepared = network.layers.map { FloatBuffer(count: $0.preparedCount) }
        let scratch = FloatBuffer(count: network.scratchCount + rows * network.scratchCountPerPlace)
        let units = network.parameters.filter { $0.microBatchNumber != nil }
        let sums = UnitSums(units)
        let flat = FloatBuffer(count: network.parameterCount)
        for (place, layer) in network.layers.enumerated() {
            layer.prepare(weights.pointer, into: prepared[place].start)
            // What lay there before must not matter.
            scratch.start.update(repeating: .nan, count: scratch.count)
            values[place + 1].start.update(repeating: .nan, count: values[place + 1].count)
            layer.forward(
                values[place].pointer,
                into: values[place + 1].start,
                Self.pass(rows, weights, scratch, cache[place], prepared[place], sums)
            )
        }
        slopes[network.layers.count].elements = direction
        for (place, layer) in network.layers.enumerated().reversed() {
            scratch.start.update(repeating: .nan, count: scratch.count)
            slopes[place].start.update(repeating: .nan, count: slopes[place].count)
            layer.backward(
                values[place].pointer,
                values[place + 1].pointer,
                slopes[place + 1].start,
                into: slopes[place].start,
                Self.pass(rows, weights, scratch, cache[place], prepared[place], sums)
            )
            for slice in 0..<layer.gradientSlices {
                layer.gradient(slice: slice, values[place].pointer, slopes[place + 1].pointer, BatchPass(rows: rows, places: rows)) {
                    flat.start + layer.parameters[$0].offset
                }
            }
            for parameter in layer.parameters {
                guard let number = parameter.microBatchNumber else { continue }
                (flat.start + parameter.offset).update(from: sums.buffer.start + sums.offsets[number], count: parameter.count)
            }
        }
        outputs = values[network.layers.count].elements
        inputGradient = slopes[0].elements
        gradients = flat.elements
    }

    fileprivate static func pass(
        _ rows: Int,
        _ weights: FloatBuffer,
        _ scratch: FloatBuffer,
        _ cache: FloatBuffer,
        _ prepared: FloatBuffer,
        _ sums: UnitSums
    ) -> LayerPass {
        var pass = LayerPass(rows: rows, parameters: weights.pointer, scratch: scratch.start)
        pass.isTraining = true
        pass.cache = cache.start
        pass.prepared = prepared.pointer
        pass.sums = sums.buffer.start
        pass.sumOffsets = UnsafePointer(sums.offsets)
        return pass
    }
}

/// Sums of gradients for every parameter that has some, one after another.
private final class UnitSums {
    let buffer: FloatBuffer
    let offsets: UnsafeMutablePointer<Int>

    init(_ parameters: [Parameter]) {
        buffer = FloatBuffer(count: parameters.reduce(0) { $0 + $1.count })
        offsets = .allocate(capacity: max(1, parameters.count))
        var next = 0
        for parameter in parameters {
            (offsets + parameter.microBatchNumber!).initialize(to: next)
            next += parameter.count
        }
    }

    deinit { offsets.deallocate() }
}

/// The outputs of the forward pass alone.
func served(_ network: Network, _ parameters: [Float], _ inputs: [Float]) -> [Float] {
    let rows = inputs.count / network.input.count
    let scratch = FloatBuffer(count: network.forwardScratchCount(rows: rows))
    scratch.start.update(repeating: .nan, count: scratch.count)
    let outputs = FloatBuffer(count: rows * network.output.count)
    network.forward(inputs, rows: rows, parameters: parameters, into: outputs.start, scratch: scratch.start)
    return outputs.elements
}

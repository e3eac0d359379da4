import NeuralNetworks
import Tensors

/// A network run forward and backward, layer by layer, with every gradient kept: the inputs' too.
struct LayerRun {
    let network: Network
    let rows: Int
    private(set) var outputs: [Float] = []
    /// Of each layer.
    private(set) var layerOutputs: [[Float]] = []
    private(set) var inputGradient: [Float] = []
    /// Flat, as the network stores its parameters.
    private(set) var gradients: [Float] = []

    /// - Parameters:
    ///   - direction: ∂loss/∂outputs.
    ///   - lengths: Places of each row; nil: one each.
    ///   - seed: What dropout goes by; nil: nothing is dropped.
    init(
        _ network: Network,
        _ parameters: [Float],
        _ inputs: [Float],
        direction: [Float],
        lengths: [Int]? = nil,
        seed: UInt64? = nil
    ) {
        self.network = network
        let places = inputs.count / network.input.count
        rows = lengths?.count ?? places
        let offsets = lengths.map { RowOffsets(lengths: $0) }
        let rows = rows
        /// Rows or places of what goes into a layer.
        func count(_ layer: Int) -> Int { layer > network.poolingLayer ? rows : places }
        let weights = FloatBuffer(parameters)
        let values = [FloatBuffer(inputs)] + network.layers.enumerated().map { FloatBuffer(count: count($0 + 1) * $1.output.count) }
        let slopes = values.map { FloatBuffer(count: $0.count) }
        let cache = network.layers.enumerated().map { FloatBuffer(count: count($0) * $1.cacheCount) }
        let batchCache = network.layers.enumerated().map { FloatBuffer(count: count($0) * $1.batchCacheCount) }
        let prepared = network.layers.map { FloatBuffer(count: $0.preparedCount) }
        let scratch = FloatBuffer(count: network.scratchCount + places * network.scratchCountPerPlace)
        let sums = UnitSums(network.parameters.filter { $0.microBatchNumber != nil })
        let flat = FloatBuffer(count: network.parameterCount)
        func pass(_ layer: Int) -> LayerPass {
            var pass = LayerPass(rows: rows, offsets: offsets?.pointer, parameters: network.memory(weights.pointer), scratch: scratch.start)
            if layer > network.poolingLayer { pass = pass.pooled }
            pass.isTraining = true
            pass.seed = seed
            pass.cache = cache[layer].start
            pass.batchCache = batchCache[layer].start
            pass.batchPlaces = count(layer)
            pass.prepared = prepared[layer].pointer
            pass.sums = sums.buffer.start
            pass.sumOffsets = UnsafePointer(sums.offsets)
            return pass
        }
        for (place, layer) in network.layers.enumerated() {
            layer.prepare(network.memory(weights.pointer), into: prepared[place].start, isFirst: true)
            // What lay there before must not matter.
            scratch.start.update(repeating: .nan, count: scratch.count)
            values[place + 1].start.update(repeating: .nan, count: values[place + 1].count)
            layer.forward(values[place].pointer, into: values[place + 1].start, pass(place))
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
                pass(place)
            )
            var batch = BatchPass(
                rows: rows,
                places: count(place),
                offsets: place > network.poolingLayer ? nil : offsets?.pointer
            )
            batch.batchCache = batchCache[place].pointer
            batch.batchPlaces = count(place)
            for slice in 0..<layer.gradientSlices {
                layer.gradient(slice: slice, values[place].pointer, slopes[place + 1].pointer, batch) {
                    flat.start + layer.parameters[$0].offset
                }
            }
            for parameter in layer.parameters {
                guard let number = parameter.microBatchNumber else { continue }
                (flat.start + parameter.offset).update(from: sums.buffer.start + sums.offsets[number], count: parameter.count)
            }
        }
        layerOutputs = values.dropFirst().map(\.elements)
        outputs = values[network.layers.count].elements
        inputGradient = slopes[0].elements
        gradients = flat.elements
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
///
/// - Parameter lengths: Places of each row; nil: one each.
func served(_ network: Network, _ parameters: [Float], _ inputs: [Float], lengths: [Int]? = nil) -> [Float] {
    let places = inputs.count / network.input.count
    let rows = lengths?.count ?? places
    let offsets = lengths.map { RowOffsets(lengths: $0) }
    let capacity = lengths.map { BatchCapacity(rows: rows, places: places, longestRow: $0.max()!) } ?? BatchCapacity(rows: rows)
    let scratch = FloatBuffer(count: network.forwardScratchCount(capacity))
    scratch.start.update(repeating: .nan, count: scratch.count)
    let outputs = FloatBuffer(count: (network.poolingLayer < network.layers.count ? rows : places) * network.output.count)
    network.forward(
        inputs,
        rows: rows,
        offsets: offsets?.pointer,
        parameters: parameters,
        into: outputs.start,
        scratch: scratch.start
    )
    return outputs.elements
}

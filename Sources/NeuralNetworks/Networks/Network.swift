import Domain
import Tensors

/// A network's plan: its layers, their parameters' places, and the forward pass. A value; the parameters are beside it, flat.
public struct Network: Sendable {
    /// From the input to the output; at least one.
    public let layers: [any Layer]
    /// Owned parameters of layers that were cut away below: they stay where they are among the flat ones.
    package let ownedBelow: Int
    /// The owned ones of all layers, in their order: as they lie in the flat parameters.
    public let parameters: [Parameter]
    /// Floats of the owned parameters.
    public let parameterCount: Int
    /// The mapped ones of all layers, in their order: as they lie in the file.
    public let mappedParameters: [Parameter]
    /// Floats of the file: of the mapped parameters, and of owned ones that lie there, too.
    public let mappedCount: Int
    /// The file that they lie in; nil where there are none, or it is not mapped.
    public let base: MappedWeights?
    /// How many of the parameters have their gradients summed micro-batch by micro-batch.
    package let microBatchParameters: Int
    /// The first layer's input.
    public let input: Extent
    /// The last layer's output.
    public let output: Extent
    /// Floats of the largest layer's output at a place.
    public let widest: Int
    package let scratchCount: Int
    package let scratchCountPerPlace: Int
    /// The layer that makes one place of each row; as many as there are layers, where none does.
    package let poolingLayer: Int

    init(layers: [any Layer], _ allocator: ParameterAllocator) {
        let all = layers.flatMap { $0.parameters }
        parameters = all.filter { $0.segment == .owned }
        parameterCount = parameters.reduce(0) { $0 + $1.count }
        mappedParameters = all.filter { $0.segment == .mapped }
        mappedCount = allocator.mappedCount
        microBatchParameters = allocator.microBatchParameters
        base = nil
        ownedBelow = 0
        self.layers = layers
        (input, output, widest, scratchCount, scratchCountPerPlace, poolingLayer) = Self.sizes(layers)
    }

    /// The same parameters under other layers.
    private init(_ network: Network, layers: [any Layer], base: MappedWeights?, ownedBelow: Int) {
        self.layers = layers
        self.ownedBelow = ownedBelow
        parameters = network.parameters
        parameterCount = network.parameterCount
        mappedParameters = network.mappedParameters
        mappedCount = network.mappedCount
        microBatchParameters = network.microBatchParameters
        self.base = base
        (input, output, widest, scratchCount, scratchCountPerPlace, poolingLayer) = Self.sizes(layers)
    }

    private static func sizes(_ layers: [any Layer]) -> (Extent, Extent, Int, Int, Int, Int) {
        precondition(!layers.isEmpty, "a network without layers")
        return (
            layers[0].input,
            layers[layers.count - 1].output,
            layers.map(\.output.count).max()!,
            layers.map(\.scratchCount).max()!,
            layers.map(\.scratchCountPerPlace).max()!,
            layers.firstIndex { $0.poolsPlaces } ?? layers.count
        )
    }

    /// This network with weights in 8 bits wherever that gains something, for serving alone.
    public func quantized(_ parameters: UnsafePointer<Float>) -> Network {
        let memory = memory(parameters)
        return with(layers: layers.map { $0.quantized(memory) })
    }

    /// This network with the weights of its encoder layers in bfloat16, for serving alone.
    public func rounded(_ parameters: UnsafePointer<Float>) -> Network {
        let memory = memory(parameters)
        return with(layers: layers.map { $0.rounded(memory) })
    }

    /// This network with one place made of each row at the end.
    public func pooled(_ kind: SequencePool.Kind) -> Network {
        let pool = SequencePool(input: output, kind: kind)
        return with(layers: layers + [pool])
    }

    /// This network with its mapped parameters in a file.
    ///
    /// - Precondition: The file has `mappedCount` floats.
    public func mapping(_ base: MappedWeights) -> Network {
        precondition(base.count == mappedCount, "\(base.path) has \(base.count) floats, and the network maps \(mappedCount)")
        return Network(self, layers: layers, base: base, ownedBelow: ownedBelow)
    }

    /// The layers from one on, over the same parameters: its inputs are what the layer below puts out.
    public func suffix(from layer: Int) -> Network {
        let below = layers[..<layer].flatMap { $0.parameters }.count { $0.segment == .owned }
        return Network(self, layers: Array(layers[layer...]), base: base, ownedBelow: ownedBelow + below)
    }

    /// The layers below one, over the same parameters.
    public func prefix(to layer: Int) -> Network {
        Network(self, layers: Array(layers[..<layer]), base: base, ownedBelow: ownedBelow)
    }

    private func with(layers: [any Layer]) -> Network { Network(self, layers: layers, base: base, ownedBelow: ownedBelow) }

    /// All parameters, given the owned ones.
    package func memory(_ parameters: UnsafePointer<Float>) -> ParameterMemory { ParameterMemory(owned: parameters, mapped: base?.start) }

    /// Places that go through all layers together in a prediction: as many as keep what lies between two layers in the second-level cache. A row
    /// is never cut.
    public var predictionPlaces: Int { max(1, min(256, 131_072 / widest)) }

    /// Floats of scratch that `forward` needs for `rows` rows of one place each.
    public func forwardScratchCount(rows: Int) -> Int { forwardScratchCount(BatchCapacity(rows: rows)) }

    /// Floats of scratch that `forward` needs for as much as this, or less.
    public func forwardScratchCount(_ capacity: BatchCapacity) -> Int {
        let places = blockPlaces(capacity)
        return 2 * places * widest + scratchCount + places * scratchCountPerPlace
    }

    private func blockPlaces(_ capacity: BatchCapacity) -> Int { min(capacity.places, max(predictionPlaces, capacity.longestRow)) }

    /// Fills `outputs` `[rows, output]`, or `[places, output]` where no layer pools. A row's outputs have the same bytes whatever rows stand beside
    /// it. Nothing is allocated.
    ///
    /// - Parameters:
    ///   - inputs: `[places, input]` of the layer that is begun with.
    ///   - offsets: Where each row begins, `rows + 1` numbers from 0 on; nil: a row is one place.
    ///   - first: The layer to begin with, from what the one below it has put out.
    ///   - parameters: The owned ones, flat.
    ///   - scratch: `forwardScratchCount` floats.
    public func forward(
        _ inputs: UnsafePointer<Float>,
        rows: Int,
        offsets: UnsafePointer<Int32>? = nil,
        from first: Int = 0,
        parameters: UnsafePointer<Float>,
        into outputs: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        // Behind the pooling layer a row is one place.
        let offsets = first > poolingLayer ? nil : offsets
        let block = blockPlaces(BatchCapacity(rows: rows, offsets: offsets))
        let buffers = (scratch, scratch + block * widest)
        var start = 0
        while start < rows {
            let count = blockRows(from: start, of: rows, offsets, places: block)
            var pass = LayerPass(
                rows: count,
                firstRow: start,
                offsets: offsets.map { $0 + start },
                parameters: memory(parameters),
                scratch: scratch + 2 * block * widest
            )
            var from = inputs + pass.firstPlace * layers[first].input.count
            for index in first..<layers.count {
                let end = outputs + (index >= poolingLayer ? start : pass.firstPlace) * output.count
                let to = index == layers.count - 1 ? end : index.isMultiple(of: 2) ? buffers.0 : buffers.1
                layers[index].forward(from, into: to, pass)
                if index == poolingLayer { pass = pass.pooled }
                from = UnsafePointer(to)
            }
            start += count
        }
    }

    /// As many rows as fit into a block together; at least one.
    private func blockRows(from start: Int, of rows: Int, _ offsets: UnsafePointer<Int32>?, places: Int) -> Int {
        guard let offsets else { return min(max(1, places), rows - start) }
        var end = start + 1
        while end < rows, Int(offsets[end + 1] - offsets[start]) <= places { end += 1 }
        return end - start
    }
}

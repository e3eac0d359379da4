import Domain

/// Puts layers one after another, from the input on.
public struct NetworkBuilder {
    private var layers: [any Layer] = []
    private var allocator = ParameterAllocator()
    private var dropouts: UInt64 = 0
    public private(set) var extent: Extent

    public init(input: Extent) { extent = input }

    public func build() -> Network { Network(layers: layers, allocator) }

    /// The first layer of a table's network: categories become embeddings.
    public mutating func embed(levels: [Int], width: Int) {
        append(Embedding(dense: extent.count - levels.count, levels: levels, width: width, &allocator))
    }

    public mutating func linear(_ path: String, outputs: Int, relu: Bool = false, precision: Precision = .single) {
        append(Linear(path, input: extent, outputs: outputs, relu: relu, precision: precision, &allocator))
    }

    public mutating func gelu() { append(GELU(input: extent)) }

    /// All of the layers described, named `prefix.0`, `prefix.1`, … as in a PyTorch `ModuleList`. A ReLU is done by the layer before it, where
    /// that one can.
    ///
    /// - Throws: `Refusal` where a layer does not fit what comes before it.
    public mutating func append(_ descriptions: [LayerDescription], prefix: String, precision: Precision = .single) throws(Refusal) {
        for (index, description) in descriptions.enumerated() {
            let relu = index + 1 < descriptions.count && descriptions[index + 1] == .relu
            try append(
                description,
                "\(prefix).\(index)",
                relu: relu,
                precision: precision,
                isDone: description == .relu && index > 0 && Self.cutsOff(descriptions[index - 1])
            )
        }
    }

    private static func cutsOff(_ description: LayerDescription) -> Bool {
        switch description {
        case .linear, .convolution, .groupNorm: true
        default: false
        }
    }

    private mutating func append(
        _ description: LayerDescription,
        _ path: String,
        relu: Bool,
        precision: Precision,
        isDone: Bool
    ) throws(Refusal) {
        switch description {
        case .linear(let units): linear(path, outputs: units, relu: relu, precision: precision)
        case .convolution(let convolution):
            try require(convolution.kernelHeight, convolution.kernelWidth, padding: convolution.padding, path)
            guard extent.channels % convolution.groups == 0 else {
                throw refusal(path, "its \(convolution.groups) groups do not divide the \(extent.channels) channels before it")
            }
            append(Conv2D(path, input: extent, convolution, relu: relu, precision: precision, &allocator))
        case .maxPool(let pooling):
            try require(pooling.kernelHeight, pooling.kernelWidth, padding: pooling.padding, path)
            append(MaxPool2D(input: extent, pooling))
        case .averagePool(let pooling):
            try require(pooling.kernelHeight, pooling.kernelWidth, padding: pooling.padding, path)
            append(AveragePool2D(input: extent, pooling))
        case .globalAveragePool:
            append(
                AveragePool2D(
                    input: extent,
                    LayerDescription.Pooling(
                        kernelHeight: extent.height,
                        kernelWidth: extent.width,
                        stride: max(extent.height, extent.width),
                        padding: 0
                    )
                )
            )
        case .groupNorm(let groups):
            guard extent.channels <= GroupNorm.mostChannels else {
                throw refusal(path, "it normalizes at most \(GroupNorm.mostChannels) channels, and \(extent.channels) come before it")
            }
            guard extent.channels % groups == 0 else {
                throw refusal(path, "its \(groups) groups do not divide the \(extent.channels) channels before it")
            }
            append(GroupNorm(path, input: extent, groups: groups, relu: relu, &allocator))
        case .layerNorm: append(LayerNorm(path, input: extent, &allocator))
        case .residual(let channels, let stride, let groups):
            append(ResidualBlock(path, input: extent, channels: channels, stride: stride, groups: groups, precision: precision, &allocator))
        case .dropout(let share):
            dropouts += 1
            append(Dropout(input: extent, share: Float(share), number: dropouts))
        case .relu: if !isDone { append(ReLU(input: extent)) }
        case .gelu: append(GELU(input: extent))
        }
    }

    private func require(_ height: Int, _ width: Int, padding: Int, _ path: String) throws(Refusal) {
        guard extent.height + 2 * padding >= height, extent.width + 2 * padding >= width else {
            throw refusal(
                path,
                "its window of \(height) × \(width) is larger than what comes before it (\(extent.height) × \(extent.width))"
            )
        }
    }

    private func refusal(_ path: String, _ what: String) -> Refusal {
        Refusal(.invalid, what: "the network cannot be built: \(what)", at: path, fix: "change network.layers, or the size of the images")
    }

    private mutating func append(_ layer: some Layer) {
        layers.append(layer)
        extent = layer.output
    }
}

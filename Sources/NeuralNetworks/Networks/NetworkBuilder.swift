import Domain

/// Puts layers one after another, from the input on.
public struct NetworkBuilder {
    private var layers: [any Layer] = []
    private var allocator = ParameterAllocator()
    /// What a row is after the layers so far: the next layer's input.
    public private(set) var extent: Extent

    /// Begins without layers.
    public init(input: Extent) { extent = input }

    /// - Precondition: There is a layer.
    public func build() -> Network { Network(layers: layers, allocator) }

    /// The first layer of a table's network: categories become embeddings.
    public mutating func embed(levels: [Int], width: Int) {
        append(Embedding(dense: extent.count - levels.count, levels: levels, width: width, &allocator))
    }

    /// A linear layer at the end; its parameters are `path.weight` and `path.bias`.
    public mutating func linear(_ path: String, outputs: Int, relu: Bool = false, precision: Precision = .single) {
        append(Linear(path, input: extent, outputs: outputs, relu: relu, precision: precision, &allocator))
    }

    /// A GELU at the end; it has no parameters and so no path.
    public mutating func gelu() { append(GELU(input: extent)) }

    /// All of the layers described, named `prefix.0`, `prefix.1`, … as in a PyTorch `ModuleList`. A ReLU is done by the layer before it, where
    /// that one can.
    ///
    /// - Throws: `Refusal` where a layer does not fit what comes before it.
    public mutating func append(_ descriptions: [LayerDescription], prefix: String, precision: Precision = .single) throws(Refusal) {
        for (index, description) in descriptions.enumerated() {
            var site = LayerSite(
                path: "\(prefix).\(index)",
                input: extent,
                relu: index + 1 < descriptions.count && descriptions[index + 1].isReLU,
                isCutOff: index > 0 && descriptions[index - 1].cutsOff,
                precision: precision,
                allocator: allocator
            )
            let layer = try description.form.layer(at: &site)
            allocator = site.allocator
            if let layer { append(layer) }
        }
    }

    private mutating func append(_ layer: any Layer) {
        layers.append(layer)
        extent = layer.output
    }
}

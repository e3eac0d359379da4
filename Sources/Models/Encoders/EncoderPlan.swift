import Bases
import Domain
import NeuralNetworks
import Tensors

/// Which of an encoder's parameters are a version's own, and beside which there are adapters: what a network over a base is built by.
struct EncoderPlan {
    let shape: EncoderShape
    let pooling: SentencePooling
    /// Paths of parameters.
    let own: [String]
    /// Tokens whose rows in the table of tokens are own, ascending.
    let ownTokens: [Int32]
    let adapters: EncoderDocument.Adapters?

    /// Tokens, embeddings, the encoder's layers, pooling; what comes next belongs to the version alone.
    ///
    /// - Parameters:
    ///   - lowest: The lowest layer that drops something while training, −1 for the embeddings; nil: none does.
    ///   - dropout: Of adapters' inputs, while training.
    ///   - precision: How the encoder's layers multiply while training.
    ///   - merged: Whether adapters are left out: their maps' weights are then the version's own.
    func builder(droppingFrom lowest: Int? = nil, dropout: Double = 0, precision: Precision = .single, merged: Bool) -> NetworkBuilder {
        var builder = NetworkBuilder(input: Extent(features: 1))
        builder.precision = precision
        builder.segment = .mapped
        builder.own = Set(own)
        if let adapters {
            if merged {
                builder.own.formUnion(adapters.weights(layers: shape.layers))
            } else {
                builder.adapters = adapters.form(dropout: dropout)
            }
        }
        shape.append(to: &builder, droppingFrom: lowest, ownTokens: ownTokens)
        builder.pool(pooling.kind)
        builder.segment = .owned
        return builder
    }

    /// A version's tensors with its adapters in the weights that they stand beside.
    ///
    /// - Parameter network: The merged network, mapped.
    /// - Throws: `Refusal` where an adapter is missing or has another shape.
    func merged(_ own: [String: Tensor], _ network: Network) throws(Refusal) -> [String: Tensor] {
        var tensors = own
        guard let adapters else { return tensors }
        let form = adapters.form(dropout: 0)
        for (path, weight) in network.mappedTensors() where tensors[path] == nil { tensors[path] = weight }
        for place in adapters.places(layers: shape.layers, width: shape.width) {
            let (a, b) = (place.path + ".lora_A.weight", place.path + ".lora_B.weight")
            guard let first = tensors[a], let second = tensors[b], let weight = tensors[place.weight], first.shape.count == 2,
                second.shape.count == 2, first.shape[0] == form.rank, second.shape[1] == form.rank, first.shape[1] == weight.shape[1],
                place.firstRow + second.shape[0] <= weight.shape[0]
            else {
                throw Refusal(
                    .failed,
                    what: "the version's adapter '\(place.path)' is missing or has another shape than its document tells"
                )
            }
            let change = form.change(a: first, b: second)
            var elements = weight.elements
            let start = place.firstRow * weight.shape[1]
            for index in change.elements.indices { elements[start + index] += change.elements[index] }
            tensors[place.weight] = Tensor(shape: weight.shape, elements: elements)
        }
        return tensors
    }
}

import Domain

/// Which of a file's tensors each of the encoder's parameters is made of.
struct EncoderTensors {
    /// Rows of some tensors of one shape, one after another.
    struct Source: Hashable {
        var tensors: [String]
        /// That each of them has in the file.
        var shape: [Int]
        /// Of each of them.
        var rows: Range<Int>

        /// All of them together.
        var joined: [Int] { [tensors.count * rows.count] + shape.dropFirst() }
    }

    /// By the parameter's path, as `EncoderShape.append` has it.
    let sources: [String: Source]
    /// Tensors that are not needed, sorted: a pooler's, a head's.
    let ignored: [String]

    /// - Throws: `Refusal` naming the tensor that is missing, of another shape, or part of no encoder of this configuration.
    init(_ header: TensorHeader, _ configuration: EncoderConfiguration, name: String) throws(Refusal) {
        let names = EncoderTensorNames(configuration)
        let prefix = [names.prefix, ""].first { header.entries[$0 + names.tokens] != nil } ?? ""
        var sources: [String: Source] = [:]
        var rest = Set(header.entries.keys)
        for (parameter, var source) in names.sources() {
            source.tensors = source.tensors.map { Self.present(prefix + $0, header) }
            for tensor in source.tensors {
                guard let entry = header.entries[tensor] else {
                    throw Self.refusal("tensor '\(tensor)' is missing; it is to have shape \(source.shape)", name)
                }
                guard entry.shape == source.shape else {
                    throw Self.refusal("tensor '\(tensor)' has shape \(entry.shape), and config.json says \(source.shape)", name)
                }
                rest.remove(tensor)
            }
            sources[parameter] = source
        }
        let indices = Set(["embeddings.position_ids", "embeddings.token_type_ids"].map { prefix + $0 })
        let own = ["embeddings.", names.layers].map { prefix + $0 }
        if let stray = rest.subtracting(indices).sorted().first(where: { tensor in own.contains { tensor.hasPrefix($0) } }) {
            throw Self.refusal("tensor '\(stray.printable)' is no part of the encoder that config.json describes", name)
        }
        self.sources = sources
        ignored = rest.sorted().map(\.printable)
    }

    /// BERT's first files call a norm's scale and shift `gamma` and `beta`.
    private static func present(_ tensor: String, _ header: TensorHeader) -> String {
        guard header.entries[tensor] == nil else { return tensor }
        for (new, old) in [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")] where tensor.hasSuffix(new) {
            let other = String(tensor.dropLast(new.count)) + old
            if header.entries[other] != nil { return other }
        }
        return tensor
    }

    private static func refusal(_ what: String, _ name: String) -> Refusal {
        Refusal(.invalid, what: what, at: name, fix: "take config.json and model.safetensors of one and the same model")
    }
}

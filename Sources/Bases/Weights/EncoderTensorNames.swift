/// Hugging Face's names for an encoder's tensors, and their shapes.
struct EncoderTensorNames {
    private let configuration: EncoderConfiguration

    init(_ configuration: EncoderConfiguration) { self.configuration = configuration }

    /// Before every name, where the encoder was saved with a head.
    var prefix: String { configuration.architecture.rawValue + "." }
    /// Of every encoder.
    var tokens: String { "embeddings.word_embeddings.weight" }
    /// What the layers' names begin with.
    var layers: String { configuration.architecture == .distilbert ? "transformer." : "encoder." }

    /// Each parameter with its tensors, without the prefix.
    func sources() -> [(parameter: String, source: EncoderTensors.Source)] {
        let shape = configuration.shape
        let skipped = configuration.skippedPositions
        var sources = [
            ("embeddings.tokens.weight", table(tokens, of: shape.vocabulary, rows: 0..<shape.vocabulary)),
            (
                "embeddings.positions.weight",
                table("embeddings.position_embeddings.weight", of: skipped + shape.positions, rows: skipped..<skipped + shape.positions)
            ),
        ]
        if shape.hasType {
            let types = table("embeddings.token_type_embeddings.weight", of: configuration.types, rows: 0..<1)
            sources.append(("embeddings.types.weight", types))
        }
        sources += norm("embeddings.norm", "embeddings.LayerNorm")
        for layer in 0..<shape.layers { sources += self.layer("encoder.\(layer)", "\(layers)layer.\(layer)") }
        return sources
    }

    private var width: Int { configuration.shape.width }

    private func layer(_ path: String, _ name: String) -> [(String, EncoderTensors.Source)] {
        let isDistilled = configuration.architecture == .distilbert
        let heads =
            isDistilled
            ? ["attention.q_lin", "attention.k_lin", "attention.v_lin"]
            : ["attention.self.query", "attention.self.key", "attention.self.value"]
        let joint = isDistilled ? "attention.out_lin" : "attention.output.dense"
        let norms = isDistilled ? ["sa_layer_norm", "output_layer_norm"] : ["attention.output.LayerNorm", "output.LayerNorm"]
        let maps = isDistilled ? ["ffn.lin1", "ffn.lin2"] : ["intermediate.dense", "output.dense"]
        let hidden = configuration.shape.hidden
        return [
            ("\(path).self_attn.in_proj_weight", all(heads.map { "\(name).\($0).weight" }, [width, width])),
            ("\(path).self_attn.in_proj_bias", all(heads.map { "\(name).\($0).bias" }, [width])),
        ] + linear("\(path).self_attn.out_proj", "\(name).\(joint)", [width, width])
            + linear("\(path).linear1", "\(name).\(maps[0])", [hidden, width])
            + linear("\(path).linear2", "\(name).\(maps[1])", [width, hidden])
            + norm("\(path).norm1", "\(name).\(norms[0])") + norm("\(path).norm2", "\(name).\(norms[1])")
    }

    private func table(_ name: String, of count: Int, rows: Range<Int>) -> EncoderTensors.Source {
        EncoderTensors.Source(tensors: [name], shape: [count, width], rows: rows)
    }

    private func all(_ names: [String], _ shape: [Int]) -> EncoderTensors.Source {
        EncoderTensors.Source(tensors: names, shape: shape, rows: 0..<shape[0])
    }

    private func linear(_ path: String, _ name: String, _ shape: [Int]) -> [(String, EncoderTensors.Source)] {
        [("\(path).weight", all(["\(name).weight"], shape)), ("\(path).bias", all(["\(name).bias"], [shape[0]]))]
    }

    private func norm(_ path: String, _ name: String) -> [(String, EncoderTensors.Source)] {
        [("\(path).weight", all(["\(name).weight"], [width])), ("\(path).bias", all(["\(name).bias"], [width]))]
    }
}

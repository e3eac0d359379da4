import Domain

/// What a `config.json` says of an encoder, as far as it is one that can be run.
package struct EncoderConfiguration: Hashable, Sendable {
    let architecture: EncoderArchitecture
    package let shape: EncoderShape
    /// Rows of the positions' table before the first position.
    let skippedPositions: Int
    /// Rows of the types' table; 0: there is none.
    let types: Int

    private static let wanted: Set = [
        "model_type", "vocab_size", "max_position_embeddings", "type_vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
        "intermediate_size", "layer_norm_eps", "hidden_act", "attention_probs_dropout_prob", "hidden_dropout_prob", "dim", "n_layers",
        "n_heads", "hidden_dim", "activation", "attention_dropout", "dropout", "position_embedding_type", "is_decoder",
        "add_cross_attention", "quantization_config", "pad_token_id",
    ]

    /// - Throws: `Refusal` naming the key that is missing, out of bounds, or asks for what is not built.
    package init(_ bytes: [UInt8], name: String) throws(Refusal) {
        let keys = try ConfigurationKeys(bytes, wanted: Self.wanted, name: name)
        let type = try keys.text("model_type")
        guard let type, let architecture = EncoderArchitecture(rawValue: type) else {
            throw Self.refusal(
                type.map { "the model is of type '\($0.prefix(60).printable)'" } ?? "no 'model_type' says what the model is",
                name,
                fix: "take an encoder of type bert, distilbert or roberta"
            )
        }
        self.architecture = architecture
        let isDistilled = architecture == .distilbert
        try Self.requireBuilt(keys, activation: isDistilled ? "activation" : "hidden_act")
        let width = try keys.whole(isDistilled ? "dim" : "hidden_size", 1...16_384)
        let heads = try keys.whole(isDistilled ? "n_heads" : "num_attention_heads", 1...1_024)
        guard width.isMultiple(of: heads) else {
            throw Self.refusal(
                "\(heads) attention heads do not divide a width of \(width)",
                name,
                fix: "take the config.json that belongs to the weights"
            )
        }
        let rows = try keys.whole("max_position_embeddings", 1...65_536)
        skippedPositions = architecture == .roberta ? try keys.whole("pad_token_id", 0...65_536, otherwise: 1) + 1 : 0
        guard rows > skippedPositions else {
            throw Self.refusal(
                "of \(rows) positions the first \(skippedPositions) are padding's",
                name,
                fix: "take the config.json that belongs to the weights"
            )
        }
        types = isDistilled ? 0 : try keys.whole("type_vocab_size", 0...64)
        shape = EncoderShape(
            // Beyond 2²⁴ a float no longer holds every whole number.
            vocabulary: try keys.whole("vocab_size", 1...(1 << 24)),
            positions: rows - skippedPositions,
            hasType: types > 0,
            width: width,
            layers: try keys.whole(isDistilled ? "n_layers" : "num_hidden_layers", 1...256),
            heads: heads,
            hidden: try keys.whole(isDistilled ? "hidden_dim" : "intermediate_size", 1...65_536),
            // DistilBERT's is no setting.
            epsilon: isDistilled ? 1e-12 : try keys.number("layer_norm_eps", 1e-30..<1, otherwise: 1e-12),
            attentionDropout: try keys.number(isDistilled ? "attention_dropout" : "attention_probs_dropout_prob", 0..<1, otherwise: 0.1),
            dropout: try keys.number(isDistilled ? "dropout" : "hidden_dropout_prob", 0..<1, otherwise: 0.1)
        )
    }

    private static func requireBuilt(_ keys: ConfigurationKeys, activation key: String) throws(Refusal) {
        let activation = try keys.text(key) ?? "gelu"
        guard activation == "gelu" else {
            throw refusal("the activation is '\(activation.prefix(60).printable)'", keys.name, fix: "take an encoder with the exact 'gelu'")
        }
        let positions = try keys.text("position_embedding_type") ?? "absolute"
        guard positions == "absolute" else {
            throw refusal(
                "the positions are '\(positions.prefix(60).printable)'",
                keys.name,
                fix: "take an encoder with absolute positions"
            )
        }
        for key in ["is_decoder", "add_cross_attention"] where try keys.isOn(key) {
            throw refusal("'\(key)' is true: this is a decoder", keys.name, fix: "take an encoder")
        }
        guard !keys.has("quantization_config") else {
            throw refusal("the weights are quantized ('quantization_config')", keys.name, fix: "take the model in F32, F16 or BF16")
        }
    }

    private static func refusal(_ what: String, _ name: String, fix: String) -> Refusal {
        Refusal(.invalid, what: what, at: name, fix: fix)
    }
}

extension Substring {
    fileprivate var printable: String { String(self).printable }
}

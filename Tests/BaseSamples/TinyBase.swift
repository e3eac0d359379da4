import Foundation

/// A small encoder of random weights in a Hugging Face folder: a text's vector is about the sum of its words' own, so that it can be learned from.
public enum TinyBase {
    /// Floats of a vector.
    public static let width = 64
    private static let hidden = 64

    /// Writes `config.json`, `vocab.txt` and `model.safetensors`.
    ///
    /// - Parameters:
    ///   - words: What its vocabulary has beside letters, numbers and signs.
    ///   - positions: Tokens that a text may have, the two around it among them.
    ///   - seed: Another one makes another base.
    public static func write(to folder: String, words: [String], positions: Int = 32, seed: UInt64 = 1) throws {
        let vocabulary = vocabulary(words)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let configuration = """
            {"model_type": "bert", "architectures": ["BertModel"], "vocab_size": \(vocabulary.count), "hidden_size": \(width), \
            "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": \(hidden), "hidden_act": "gelu", \
            "max_position_embeddings": \(positions), "type_vocab_size": 2, "layer_norm_eps": 1e-12, "pad_token_id": 0}
            """
        try Data(configuration.utf8).write(to: URL(filePath: "\(folder)/config.json"))
        try Data((vocabulary.joined(separator: "\n") + "\n").utf8).write(to: URL(filePath: "\(folder)/vocab.txt"))
        try Data(weights(vocabulary.count, positions, seed)).write(to: URL(filePath: "\(folder)/model.safetensors"))
    }

    private static func vocabulary(_ words: [String]) -> [String] {
        let letters = "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init)
        let own = Set(words.map { $0.lowercased() }).subtracting(letters).sorted()
        return ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ",", "-", "'", "(", ")", ":"] + letters + letters.map { "##\($0)" } + own
    }

    /// A safetensors file.
    private static func weights(_ vocabulary: Int, _ positions: Int, _ seed: UInt64) -> [UInt8] {
        var random = Normal(state: seed)
        var (header, floats): ([String], [Float]) = ([], [])
        func add(_ name: String, _ shape: [Int], _ fill: () -> Float) {
            let start = floats.count * 4
            for _ in 0..<shape.reduce(1, *) { floats.append(fill()) }
            header.append(#""\#(name)":{"dtype":"F32","shape":\#(shape),"data_offsets":[\#(start),\#(floats.count * 4)]}"#)
        }
        func norm(_ name: String) {
            add("\(name).weight", [width]) { 1 }
            add("\(name).bias", [width]) { 0 }
        }
        func linear(_ name: String, _ outputs: Int, _ inputs: Int) {
            add("\(name).weight", [outputs, inputs]) { 0.05 * random.next() }
            add("\(name).bias", [outputs]) { 0 }
        }
        add("embeddings.word_embeddings.weight", [vocabulary, width]) { random.next() }
        add("embeddings.position_embeddings.weight", [positions, width]) { 0.05 * random.next() }
        add("embeddings.token_type_embeddings.weight", [2, width]) { 0 }
        norm("embeddings.LayerNorm")
        let layer = "encoder.layer.0"
        for part in ["query", "key", "value"] { linear("\(layer).attention.self.\(part)", width, width) }
        linear("\(layer).attention.output.dense", width, width)
        norm("\(layer).attention.output.LayerNorm")
        linear("\(layer).intermediate.dense", hidden, width)
        linear("\(layer).output.dense", width, hidden)
        norm("\(layer).output.LayerNorm")

        let text = Array("{\(header.joined(separator: ","))}".utf8)
        return withUnsafeBytes(of: UInt64(text.count).littleEndian) { Array($0) } + text + floats.withUnsafeBytes { Array($0) }
    }

    /// Nearly normal numbers, the same on every machine.
    private struct Normal {
        var state: UInt64

        /// The sum of twelve numbers of 0 to 1, less their mean.
        mutating func next() -> Float {
            (0..<12).reduce(-6) { sum, _ in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return sum + Float(state >> 40) / Float(1 << 24)
            }
        }
    }
}

import Domain
import NeuralNetworks

/// How one vector is made of a text's hidden states.
public enum SentencePooling: String, Hashable, Sendable, Codable, CaseIterable {
    /// The mean over all of its tokens, the special ones among them.
    case mean
    /// The first token's: `[CLS]` or `<s>`.
    case cls

    /// The layer's word for it.
    package var kind: SequencePool.Kind {
        switch self {
        case .mean: .mean
        case .cls: .first
        }
    }
}

/// What sentence-transformers' files say of a model, where there are any: what comes after the encoder.
struct SentenceModules: Hashable, Sendable {
    /// The encoder's folder; empty where it is the model's own.
    var encoder = ""
    var pooling = SentencePooling.mean
    var isNormalized = true
    /// Tokens that the model was trained with at most; nil: nothing is said.
    var trainedLength: Int?

    private static let mostBytes = 1 << 20

    init() {}

    /// - Throws: `Refusal` where the files ask for what is not built, by its name.
    init(_ files: some BaseFiles) throws(Refusal) {
        var poolingFolder = "1_Pooling"
        if files.has("modules.json") {
            let modules = try Self.modules(try files.bytes("modules.json", atMost: Self.mostBytes), name: "\(files.place)/modules.json")
            (encoder, isNormalized) = (modules[0].path, modules.count == 3)
            poolingFolder = modules[1].path
        }
        let path = "\(poolingFolder)/config.json"
        if files.has(path) {
            pooling = try Self.pooling(try files.bytes(path, atMost: Self.mostBytes), name: "\(files.place)/\(path)")
        } else if files.has("modules.json") {
            throw Refusal(.notFound, what: "modules.json names \(path), which is missing", at: files.place, fix: "fetch the whole folder")
        }
        let lengths = inEncoder("sentence_bert_config.json")
        if files.has(lengths) {
            let name = "\(files.place)/\(lengths)"
            let keys = try ConfigurationKeys(
                try files.bytes(lengths, atMost: Self.mostBytes),
                wanted: ["max_seq_length"],
                name: name
            )
            if keys.has("max_seq_length") { trainedLength = try keys.whole("max_seq_length", 1...Int(Int32.max)) }
        }
    }

    /// A file's path in the encoder's folder.
    func inEncoder(_ file: String) -> String { encoder.isEmpty ? file : "\(encoder)/\(file)" }

    /// Transformer, pooling and, where it is there, normalizing.
    static func modules(_ bytes: [UInt8], name: String) throws(Refusal) -> [(type: String, path: String)] {
        var scanner = JSONScanner(bytes, name: name)
        var modules: [(type: String, path: String)] = []
        try scanner.array { scanner throws(Refusal) in
            var type: String?
            var path: String?
            try scanner.object { scanner, key throws(Refusal) in
                switch key {
                case "type" where type == nil: type = try scanner.string()
                case "path" where path == nil: path = try scanner.string()
                default: try scanner.skip()
                }
            }
            guard let type, let path, modules.count < 16 else {
                throw scanner.fault("a module lacks its type or path, or there are too many")
            }
            modules.append((type.split(separator: ".").last.map(String.init) ?? type, path))
        }
        try scanner.end()
        let types = modules.map(\.type)
        for (type, path) in modules where !["Transformer", "Pooling", "Normalize"].contains(type) {
            throw refusal("the model has a module of type '\(type.printable)' ('\(path.printable)')", name)
        }
        guard types == ["Transformer", "Pooling"] || types == ["Transformer", "Pooling", "Normalize"] else {
            throw refusal("the model's modules are \(types.joined(separator: ", "))", name)
        }
        for path in modules.map(\.path) where path.utf8.first == UInt8(ascii: "/") || path.split(separator: "/").contains("..") {
            throw refusal("a module's path '\(path.printable)' leads out of the folder", name)
        }
        guard !modules[1].path.isEmpty else { throw refusal("the pooling has no path", name) }
        return modules
    }

    static func pooling(_ bytes: [UInt8], name: String) throws(Refusal) -> SentencePooling {
        let switches = [
            "pooling_mode_cls_token", "pooling_mode_mean_tokens", "pooling_mode_max_tokens", "pooling_mode_mean_sqrt_len_tokens",
            "pooling_mode_weightedmean_tokens", "pooling_mode_lasttoken",
        ]
        let keys = try ConfigurationKeys(bytes, wanted: Set(switches + ["pooling_mode"]), name: name)
        // Later releases write one word.
        var modes = try keys.text("pooling_mode").map { [$0] } ?? []
        for key in switches where try keys.isOn(key) { modes.append(key) }
        switch modes {
        case ["pooling_mode_mean_tokens"], ["mean"]: return .mean
        case ["pooling_mode_cls_token"], ["cls"]: return .cls
        default:
            throw refusal("the pooling is \(modes.isEmpty ? "none" : modes.map(\.printable).joined(separator: " and "))", name)
        }
    }

    private static func refusal(_ what: String, _ name: String) -> Refusal {
        Refusal(
            .invalid,
            what: what,
            at: name,
            fix: "take a model of Transformer, Pooling (mean or cls) and Normalize; or remove the file: then the mean is taken, normalized"
        )
    }
}

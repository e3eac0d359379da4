import Domain
import Hashing
import Models
import Rows
import Tensors

/// The parts of a version and what can be made of them.
public enum VersionContent {
    /// The model's document.
    public static let model = "model"
    /// The replay memory's rows; what is kept beside each row is in parts below `memory/`.
    public static let memory = "memory"
    /// The validation rows, the parent's and the new ones, as many as are kept.
    public static let validation = "validation"
    /// The gate rows, the parent's and the new ones; no trainer is given them.
    public static let gate = "gate"
    /// What the names of the served weights begin with.
    public static let weights = "weights/"

    /// Whether a part is needed to answer predictions.
    public static func isServed(_ name: String) -> Bool {
        name == model || name.hasPrefix(weights)
    }

    /// Made of the parts that `isServed`; others may be there or not.
    ///
    /// - Throws: `Refusal` where a part is missing or is not what the document tells.
    public static func predictor(
        _ parts: [VersionPart],
        precision: ServingPrecision = .single,
        sources: TextSources = .hashing
    ) throws -> any Predictor {
        try version(parts).predictor(precision: precision, sources: sources)
    }

    /// The model inside a version, to train on.
    static func version(_ parts: [VersionPart]) throws -> ModelVersion {
        let weights = parts.filter { $0.name.hasPrefix(Self.weights) }
        func name(_ part: VersionPart) -> String { String(part.name.dropFirst(Self.weights.count)) }
        return try ModelVersion(
            document: part(model, in: parts).bytes,
            tensors: weights.filter { !isBytes($0) }.map { (name($0), try tensor($0)) },
            bytes: weights.filter(isBytes).map { (name($0), $0.bytes) }
        )
    }

    /// The classes that a version answers with, head by head; none where one answers numbers.
    static func classes(inDocument document: [UInt8]) throws -> [[String]] {
        struct Head: Decodable { var outputs: OutputLayout }
        struct Document: Decodable {
            var outputs: OutputLayout?
            var heads: [Head]?
        }
        let read = try CanonicalJSON.decode(Document.self, from: document)
        return (read.heads?.map(\.outputs) ?? read.outputs.map { [$0] } ?? []).map { outputs in
            if case .classes(let names) = outputs { names } else { [] }
        }
    }

    static func parts(_ version: ModelVersion) throws -> [VersionPart] {
        [VersionPart(name: model, kind: .document, bytes: try version.document)]
            + version.tensors.map { part($0.name, $0.tensor) }
            + version.bytes.map { name, bytes in
                VersionPart(name: weights + name, kind: .tensor(elementType: ofBytes, shape: [bytes.count]), bytes: bytes)
            }
    }

    private static let ofBytes = "U8"

    private static func isBytes(_ part: VersionPart) -> Bool {
        if case .tensor(ofBytes, _) = part.kind { true } else { false }
    }

    static func part(_ name: String, _ tensor: Tensor) -> VersionPart {
        VersionPart(name: weights + name, kind: .tensor(elementType: "F32", shape: tensor.shape), bytes: tensor.bytes)
    }

    static func tensor(_ part: VersionPart) throws -> Tensor {
        guard case .tensor("F32", let shape) = part.kind, let tensor = Tensor(shape: shape, bytes: part.bytes) else {
            throw Refusal(.failed, what: "part '\(part.name)' of kind \(part.kind.text) has \(part.bytes.count) bytes")
        }
        return tensor
    }

    /// A part that is a row set.
    ///
    /// - Throws: `Refusal` where there is none of this name.
    public static func rows(_ name: String, in parts: [VersionPart]) throws -> RowSet { try rows(part(name, in: parts)) }

    static func rows(_ part: VersionPart) throws -> RowSet { try RowSet(decoding: part.bytes) }

    static func part(_ name: String, in parts: [VersionPart]) throws -> VersionPart {
        guard let part = parts.first(where: { $0.name == name }) else {
            throw Refusal(.failed, what: "the version has no part '\(name)'")
        }
        return part
    }
}

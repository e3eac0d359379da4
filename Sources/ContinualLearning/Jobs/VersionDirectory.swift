import Domain
import Models
import Tensors

/// A version as files, the form in which the daemon and its children hand it over.
///
/// ```
/// model.json            the model's document
/// weights.safetensors   its tensors, by path
/// memory.rows           row sets, one a file
/// parts.json            the row sets' names
/// ```
public struct VersionDirectory: Hashable, Sendable {
    public var path: String

    public init(path: String) { self.path = path }

    private var document: String { path + "/model.json" }
    private var weights: String { path + "/weights.safetensors" }
    private var rowSets: String { path + "/parts.json" }

    public func write(_ parts: [VersionPart]) throws {
        try Folder.make(path)
        var tensors: [(name: String, tensor: Tensor)] = []
        for part in parts {
            switch part.kind {
            case .document: try SealedFile.write(part.bytes, to: document)
            case .rows: try SealedFile.write(part.bytes, to: "\(path)/\(part.name).rows")
            case .tensor: tensors.append((String(part.name.dropFirst(VersionContent.weights.count)), try VersionContent.tensor(part)))
            }
        }
        try SealedFile.write(Safetensors.encode(tensors), to: weights)
        try SealedFile.write(CanonicalJSON.encode(parts.filter { $0.kind == .rows }.map(\.name)), to: rowSets)
    }

    public func read() throws -> [VersionPart] {
        var parts = [VersionPart(name: VersionContent.model, kind: .document, bytes: try SealedFile.read(document))]
        do {
            parts += try Safetensors.decode(SealedFile.read(weights)).map { VersionContent.part($0.name, $0.tensor) }
        } catch let fault as Safetensors.Fault {
            throw Refusal(.failed, what: fault.description, at: weights)
        }
        for name in try CanonicalJSON.decode([String].self, from: SealedFile.read(rowSets)) {
            parts.append(VersionPart(name: name, kind: .rows, bytes: try SealedFile.read("\(path)/\(name).rows")))
        }
        return parts
    }

    func predictor(precision: ServingPrecision = .single) throws -> any Predictor {
        try VersionContent.predictor(read(), precision: precision)
    }
}

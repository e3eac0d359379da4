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

    private var documentPath: String { path + "/model.json" }
    private var weights: String { path + "/weights.safetensors" }
    private var rowSets: String { path + "/parts.json" }

    public func write(_ parts: [VersionPart]) throws { try write(parts) { _ in } }

    /// - Parameter onParts: Called with the number of parts that were written.
    func write(_ parts: [VersionPart], _ onParts: (Int) throws -> Void) throws {
        try Folder.make(path)
        var tensors: [(name: String, tensor: Tensor)] = []
        for part in parts {
            switch part.kind {
            case .document:
                try SealedFile.write(part.bytes, to: documentPath)
                try onParts(1)
            case .rows:
                try SealedFile.write(part.bytes, to: "\(path)/\(part.name).rows")
                try onParts(1)
            case .tensor: tensors.append((String(part.name.dropFirst(VersionContent.weights.count)), try VersionContent.tensor(part)))
            }
        }
        try SealedFile.write(Safetensors.encode(tensors), to: weights)
        try onParts(tensors.count)
        try SealedFile.write(CanonicalJSON.encode(parts.filter { $0.kind == .rows }.map(\.name)), to: rowSets)
    }

    /// The model's document alone.
    func document() throws -> [UInt8] { try SealedFile.read(documentPath) }

    /// A row set alone, encoded.
    func rows(_ name: String) throws -> [UInt8] { try SealedFile.read("\(path)/\(name).rows") }

    public func read() throws -> [VersionPart] { try read { try SealedFile.read($0) } }

    /// - Parameter file: Reads a sealed file.
    func read(_ file: (_ path: String) throws -> [UInt8]) throws -> [VersionPart] {
        var parts = [VersionPart(name: VersionContent.model, kind: .document, bytes: try file(documentPath))]
        do {
            parts += try Safetensors.decode(file(weights)).map { VersionContent.part($0.name, $0.tensor) }
        } catch let fault as Safetensors.Fault {
            throw Refusal(.failed, what: fault.description, at: weights)
        }
        for name in try CanonicalJSON.decode([String].self, from: file(rowSets)) {
            parts.append(VersionPart(name: name, kind: .rows, bytes: try file("\(path)/\(name).rows")))
        }
        return parts
    }

}

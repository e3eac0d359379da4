import Domain
import Files
import Hashing

/// A version as files, the form in which the daemon and its children hand it over: each part under its own name, sealed.
///
/// ```
/// version.json               what there is: each part's name, kind, digest and size; written last
/// model.part                 the model's document
/// weights/0.weight.part      a tensor's elements
/// memory.part                a row set
/// ```
public struct VersionDirectory: Hashable, Sendable {
    /// The directory, which `writer` and `close` make where it is missing.
    public var path: String

    /// Touches nothing on the disk.
    public init(path: String) { self.path = path }

    private var list: String { path + "/version.json" }

    /// Writes all of a version.
    ///
    /// - Parameter onParts: Called with the number of parts that were written.
    public func write(_ parts: [VersionPart], _ onParts: (Int) throws -> Void = { _ in }) throws {
        for part in parts {
            let writer = try writer(of: part.name)
            try writer.append(part.bytes)
            try writer.finish()
            try onParts(1)
        }
        try close(parts.map(\.reference))
    }

    /// Begins a part that is written in pieces.
    ///
    /// - Throws: `Refusal` where its name cannot be a file's.
    public func writer(of name: String) throws -> SealedFile.Writer {
        let file = try file(name)
        try Folder.make(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
        return try SealedFile.Writer(file)
    }

    /// Writes the list of what there is: with it the version is whole.
    public func close(_ parts: [PartReference]) throws {
        try Folder.make(path)
        try SealedFile.write(CanonicalJSON.encode(parts.map(ListedPart.init)), to: list)
    }

    /// What there is.
    ///
    /// - Throws: `DamagedFile` where the list is not what was written.
    public func parts() throws -> [PartReference] {
        try CanonicalJSON.decode([ListedPart].self, from: SealedFile.read(list)).map { try $0.reference() }
    }

    /// A part in pieces.
    public func source(of part: PartReference) throws -> PartSource {
        PartSource(part, sealed: try file(part.name))
    }

    /// The parts that `isWanted`, with their bytes.
    ///
    /// - Parameter read: Reads a sealed file.
    /// - Throws: `DamagedFile` where a file is not what was written.
    public func read(
        _ read: (_ path: String) throws -> [UInt8] = { try SealedFile.read($0) },
        where isWanted: (_ name: String) -> Bool = { _ in true }
    ) throws -> [VersionPart] {
        try parts().filter { isWanted($0.name) }.map { VersionPart(name: $0.name, kind: $0.kind, bytes: try read(file($0.name))) }
    }

    /// One part.
    func part(_ name: String) throws -> VersionPart { try VersionContent.part(name, in: read(where: { $0 == name })) }

    private func file(_ name: String) throws(Refusal) -> String {
        let steps = name.split(separator: "/", omittingEmptySubsequences: false)
        guard steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count < 200 && !$0.utf8.contains(0) }) else {
            throw Refusal(.failed, what: "no part can have the name '\(name)'")
        }
        return "\(path)/\(name).part"
    }

    private struct ListedPart: Codable {
        var name: String
        var kind: String
        var digest: Digest
        var byteCount: Int

        init(_ part: PartReference) {
            (name, kind, digest, byteCount) = (part.name, part.kindText, part.digest, part.byteCount)
        }

        func reference() throws(Refusal) -> PartReference {
            guard let kind = VersionPart.Kind(text: kind) else {
                throw Refusal(.failed, what: "part '\(name)' is of the kind '\(kind)', which this release does not know")
            }
            return PartReference(name: name, kind: kind, digest: digest, byteCount: byteCount)
        }
    }
}

extension PartSource {
    /// A part whose bytes lie in a sealed file.
    init(_ part: PartReference, sealed file: String) {
        self.init(part) {
            let reader = try SealedFile.Reader(file)
            guard reader.digest == part.digest else { throw DamagedFile(path: file, how: "it is of another version") }
            return { try reader.next() }
        }
    }
}

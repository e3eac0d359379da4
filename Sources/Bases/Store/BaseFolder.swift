import Domain
import Files
import Glibc
import Hashing

/// A base's folder: `weights`, `tokenizer`, the tokenizer's own files, `base.json` and `seal`.
struct BaseFolder {
    static let weights = "weights"
    static let tokenizer = "tokenizer"
    static let document = "base.json"
    private static let mostDocumentBytes = 16 << 20

    let path: String
    let digest: Digest

    /// The document, held against the seal.
    ///
    /// - Throws: `Refusal` naming the file that is missing or damaged.
    func description() throws(Refusal) -> (description: BaseDescription, seal: BaseSeal) {
        guard WholeFile.exists(path) else {
            throw Refusal(.notFound, what: "base \(digest.short) is not here", at: path, fix: "add it: learnctl base add DIR|WHEEL|ZIP")
        }
        let seal: BaseSeal
        do {
            seal = try BaseSeal.read(in: path)
        } catch {
            throw Self.damaged("\(path)/\(BaseSeal.file)", error.description)
        }
        let name = "\(path)/\(Self.document)"
        let bytes = try file(Self.document).whole(atMost: Self.mostDocumentBytes)
        guard SHA256.hash(bytes) == seal.document else { throw Self.damaged(name, "it is not what was written") }
        guard let format = try? CanonicalJSON.decode(Format.self, from: bytes).format, format == BaseDescription.currentFormat,
            let description = try? CanonicalJSON.decode(BaseDescription.self, from: bytes)
        else {
            throw Refusal(.conflict, what: "the base was kept by another release of learnd", at: name, fix: "add it again from its files")
        }
        guard description.digest == digest else { throw Self.damaged(name, "it is another base's, \(description.digest.short)") }
        return (description, seal)
    }

    /// Makes sure that the weights are the file that was last read whole, as far as stat tells.
    func requireWeights(_ description: BaseDescription, _ seal: BaseSeal) throws(Refusal) {
        let name = "\(path)/\(Self.weights)"
        guard let status = FileStatus(at: RawPath(name)), status.kind == .regular else { throw Self.damaged(name, "it is missing") }
        let bytes = description.files[Self.weights]?.bytes ?? 0
        guard status.byteCount == bytes, seal.weightsBytes == bytes else {
            throw Self.damaged(name, "it has \(status.byteCount) bytes, not \(bytes)")
        }
        guard status.inode == seal.weightsInode, status.modified == seal.weightsModified else {
            throw Refusal(
                .failed,
                what: "the file was put there or written to since it was last read whole",
                at: name,
                fix: "have it read again: 'learnctl check'"
            )
        }
    }

    /// A kept file's bytes, held against the document.
    func kept(_ file: String, _ description: BaseDescription) throws(Refusal) -> [UInt8] {
        guard let kept = description.files[file] else { preconditionFailure("base \(digest) has no file '\(file)'") }
        let source = try self.file(file)
        guard source.byteCount == kept.bytes else {
            throw Self.damaged("\(path)/\(file)", "it has \(source.byteCount) bytes, not \(kept.bytes)")
        }
        let bytes = try source.whole(atMost: kept.bytes)
        guard SHA256.hash(bytes) == kept.digest else { throw Self.damaged("\(path)/\(file)", "it is not what was written") }
        return bytes
    }

    /// Reads everything.
    func check() throws(Refusal) -> BaseDescription {
        let (description, seal) = try description()
        let status = FileStatus(at: RawPath("\(path)/\(Self.weights)"))
        for (name, kept) in description.files.sorted(by: { $0.key < $1.key }) {
            let file = try file(name)
            guard file.byteCount == kept.bytes else {
                throw Self.damaged("\(path)/\(name)", "it has \(file.byteCount) bytes, not \(kept.bytes)")
            }
            guard try file.digest() == kept.digest else { throw Self.damaged("\(path)/\(name)", "it is not what was written") }
        }
        let known = Set(description.files.keys).union([Self.document, BaseSeal.file])
        if let stray = Folder.names(path).first(where: { !known.contains($0) }) {
            throw Refusal(.failed, what: "a file that is no part of the base", at: "\(path)/\(stray)", fix: "remove it")
        }
        // A folder that was brought back from a backup has other inodes.
        if let status, BaseSeal(document: seal.document, weights: status) != seal {
            chmod(path, 0o755)
            defer { chmod(path, 0o555) }
            try BaseSeal(document: seal.document, weights: status).write(in: path)
            chmod("\(path)/\(BaseSeal.file)", 0o444)
        }
        return description
    }

    private func file(_ name: String) throws(Refusal) -> SourceFile {
        do {
            return try SourceFile("\(path)/\(name)")
        } catch {
            guard error.kind == .notFound else { throw error }
            throw Self.damaged("\(path)/\(name)", "it is missing")
        }
    }

    static func damaged(_ file: String, _ how: String) -> Refusal {
        Refusal(.failed, what: "the base is damaged: \(how)", at: file, fix: "add the base again from its files; that puts it right")
    }

    private struct Format: Decodable { var format: Int }
}

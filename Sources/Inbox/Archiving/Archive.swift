import CLinux
import Domain
import Glibc
import Files
import Hashing

/// The bytes of every file taken, under their SHA-256: `<root>/<first two digits>/<all 64>`.
///
/// A file appears there whole or not at all: it is written under `incoming/`, brought to disk, renamed. Its methods block.
public struct Archive: Sendable {
    let root: RawPath
    private static let incomingFolder = "incoming"

    /// Makes the archive's folders where they are missing.
    public init(root: String) throws(Refusal) {
        self.root = RawPath(root)
        try FileWork.makeFolder(self.root, withParents: true)
        try FileWork.makeFolder(incoming)
    }

    /// Where the file of a digest is, if it is there.
    public func path(of digest: Digest) -> String { rawPath(of: digest).description }

    /// Whether a file lies there under the digest; its bytes are not looked at.
    public func contains(_ digest: Digest) -> Bool { FileStatus(at: rawPath(of: digest))?.kind == .regular }

    /// Reads the file through and compares.
    ///
    /// - Throws: `Refusal` of kind `notFound`, or `failed` where it holds other bytes.
    public func verify(_ digest: Digest) throws(Refusal) {
        let path = rawPath(of: digest)
        guard contains(digest) else { throw Refusal(.notFound, what: "the archive does not have \(digest.short)", at: path.description) }
        let found = try Self.hash(path)
        guard found == digest else {
            throw Refusal(
                .failed,
                what: "the archived file has changed since it was stored (\(found.short))",
                at: path.description,
                fix: "restore it from a backup"
            )
        }
    }

    /// Takes away what an ended daemon was still writing. At start, before anything is taken.
    public func sweepIncoming() throws(Refusal) {
        for name in try FileWork.list(incoming) { try FileWork.remove(incoming.appending(name)) }
    }

    var incoming: RawPath { root.appending(Self.incomingFolder) }

    func rawPath(of digest: Digest) -> RawPath { folder(of: digest).appending(digest.description) }

    func folder(of digest: Digest) -> RawPath { root.appending(String(digest.description.prefix(2))) }

    /// Whether the file is there with the right bytes; one with others was damaged, and is to be replaced by a fresh copy.
    func isSound(_ digest: Digest) throws(Refusal) -> Bool {
        guard contains(digest) else { return false }
        return try Self.hash(rawPath(of: digest)) == digest
    }

    /// Brings everything of the archive's file system to disk: one call for many files.
    func syncAll() throws(Refusal) {
        let descriptor = root.withCString { open($0, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileWork.failure("the archive cannot be opened", root) }
        defer { close(descriptor) }
        guard learnd_syncfs(descriptor) == 0 else { throw FileWork.failure("the archive cannot be brought to disk", root) }
    }

    /// Makes new folders of the archive durable.
    func syncRoot() throws(Refusal) { try FileWork.syncFolder(root) }

    static func hash(_ path: RawPath) throws(Refusal) -> Digest {
        let descriptor = path.withCString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be opened", path) }
        defer { close(descriptor) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        var hasher = SHA256()
        while true {
            let count = try FileWork.read(descriptor, into: buffer, path)
            if count == 0 { return hasher.finalize() }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }
}

import Domain
import Files
import Glibc
import Hashing

/// A file as a base's document lists it.
public struct KeptFile: Hashable, Sendable, Codable {
    /// SHA-256 of its bytes.
    public var digest: Digest
    /// Its bytes.
    public var bytes: Int
}

/// Writes a file that is then only read, in pieces, and hashes it on the way.
final class KeptFileWriter {
    private let path: RawPath
    private let descriptor: Int32
    private var hasher = SHA256()
    private var count = 0

    /// - Throws: `Refusal` where there is such a file already, or it cannot be made.
    init(_ path: String) throws(Refusal) {
        self.path = RawPath(path)
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be made", self.path) }
    }

    deinit { close(descriptor) }

    func append(_ bytes: UnsafeRawBufferPointer) throws(Refusal) {
        for start in stride(from: 0, to: bytes.count, by: SourceFile.pieceBytes) {
            let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + SourceFile.pieceBytes, bytes.count)])
            hasher.update(piece)
            try FileWork.writeAll(piece, to: descriptor, path)
        }
        count += bytes.count
    }

    /// Brings it to disk; nobody may write to it from here on.
    func finish() throws(Refusal) -> KeptFile {
        guard fchmod(descriptor, 0o444) == 0, fsync(descriptor) == 0 else {
            throw FileWork.failure("the file cannot be brought to disk", path)
        }
        return KeptFile(digest: hasher.finalize(), bytes: count)
    }

    static func write(_ bytes: [UInt8], to path: String) throws(Refusal) -> KeptFile {
        let writer = try KeptFileWriter(path)
        try bytes.withUnsafeBufferPointer { bytes throws(Refusal) in try writer.append(UnsafeRawBufferPointer(bytes)) }
        return try writer.finish()
    }
}

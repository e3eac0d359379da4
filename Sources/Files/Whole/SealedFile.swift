import Domain
import Glibc
import Hashing

/// A file that tells whether it is what was written: its last line is the SHA-256 of all before it.
///
/// For what one process writes and another reads, where a flipped bit would pass for a number.
public enum SealedFile {
    private static let word = Array("\nsha256 ".utf8)
    static var sealBytes: Int { word.count + 64 + 1 }

    static func seal(_ digest: Digest) -> [UInt8] { word + Array("\(digest)\n".utf8) }

    /// Writes a file whole, with its seal: a reader sees all of it or none. It need not be on disk when this returns.
    ///
    /// - Throws: `Refusal` where it cannot be written.
    public static func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
        try WholeFile.write(bytes + seal(SHA256.hash(bytes)), to: path)
    }

    /// - Parameter onBytes: As of `WholeFile.read`.
    /// - Throws: `DamagedFile`, also where the file is gone or cannot be read.
    public static func read(_ path: String, _ onBytes: (Int) -> Void = { _ in }) throws(DamagedFile) -> [UInt8] {
        var bytes: [UInt8]
        do throws(Refusal) {
            bytes = try WholeFile.read(path, onBytes)
        } catch {
            throw DamagedFile(path: path, how: error.what)
        }
        guard bytes.count >= sealBytes else { throw DamagedFile(path: path, how: "it was cut short") }
        let seal = Array(bytes.suffix(sealBytes))
        bytes.removeLast(sealBytes)
        guard seal == self.seal(SHA256.hash(bytes)) else { throw damaged(path) }
        return bytes
    }

    /// What the seal says of the file's content; whether it is so, who reads it finds.
    ///
    /// - Throws: `DamagedFile` where there is no seal.
    public static func content(_ path: String) throws(DamagedFile) -> (digest: Digest, byteCount: Int) {
        let reader = try Reader(path)
        return (reader.digest, reader.byteCount)
    }

    static func damaged(_ path: String) -> DamagedFile {
        DamagedFile(path: path, how: "its SHA-256 is not the one that was written with it")
    }
}

extension SealedFile {
    /// Writes one in pieces. One that is not finished is not there.
    public final class Writer {
        private let file: FileBeside
        private var hasher = SHA256()

        /// Makes the file that becomes the one at `path`; it lies beside it, under a name that ends in `.part`, until `finish`.
        ///
        /// - Throws: `Refusal` where it cannot be made.
        public init(_ path: String) throws(Refusal) { file = try FileBeside(RawPath(path)) }

        /// Adds bytes at the end.
        ///
        /// - Throws: `Refusal` where they cannot be written, as on a full disk.
        public func append(_ bytes: [UInt8]) throws(Refusal) {
            hasher.update(bytes)
            try file.append(bytes)
        }

        /// Seals it and puts it in its place.
        public func finish() throws(Refusal) {
            try file.append(SealedFile.seal(hasher.finalize()))
            try file.putInPlace(durable: false)
        }
    }

    /// Reads one in pieces of at most 8 MiB.
    public final class Reader {
        /// What the seal says.
        public let digest: Digest
        /// Bytes of the content, without the seal.
        public let byteCount: Int
        private let path: String
        private let descriptor: Int32
        private var left: Int
        private var hasher = SHA256()

        /// Opens a file and reads its seal; the content is held against it only by `next`.
        ///
        /// - Throws: `DamagedFile` where the file cannot be opened, or does not end in a seal.
        public init(_ path: String) throws(DamagedFile) {
            descriptor = open(path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else {
                throw DamagedFile(path: path, how: FileWork.failure("the file cannot be opened", RawPath(path)).what)
            }
            self.path = path
            byteCount = (FileStatus(of: descriptor)?.byteCount ?? 0) - SealedFile.sealBytes
            left = byteCount
            var seal = [UInt8](repeating: 0, count: SealedFile.sealBytes)
            guard byteCount >= 0, pread(descriptor, &seal, seal.count, byteCount) == seal.count,
                let digest = Digest(hex: String(decoding: seal.dropFirst(SealedFile.word.count).dropLast(), as: UTF8.self)),
                seal == SealedFile.seal(digest)
            else {
                close(descriptor)
                throw DamagedFile(path: path, how: "it was cut short")
            }
            self.digest = digest
        }

        /// - Returns: Nil after the last piece, where all of them are what was written.
        public func next() throws(DamagedFile) -> [UInt8]? {
            guard left > 0 else {
                guard hasher.finalize() == digest else { throw SealedFile.damaged(path) }
                return nil
            }
            var piece = [UInt8](repeating: 0, count: min(left, PartSource.pieceBytes))
            do throws(Refusal) {
                guard try FileWork.fill(&piece, from: descriptor, RawPath(path)) == piece.count else {
                    throw Refusal(.failed, what: "it was cut short")
                }
            } catch {
                throw DamagedFile(path: path, how: error.what)
            }
            left -= piece.count
            hasher.update(piece)
            return piece
        }

        deinit { close(descriptor) }
    }
}

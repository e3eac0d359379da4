import Domain
import Files
import Glibc
import Hashing
import Threads

/// A file that a base is made of, open to be read in pieces.
final class SourceFile {
    /// Bytes that are read at a time.
    static let pieceBytes = 1 << 20

    /// For messages.
    let path: String
    let byteCount: Int
    private let descriptor: Int32
    private let status: FileStatus

    /// - Parameter name: For messages; nil: the path.
    /// - Throws: `Refusal` where it is no regular file that can be read. Links are followed: Hugging Face's cache is made of them.
    init(_ path: String, called name: String? = nil) throws(Refusal) {
        self.path = name ?? path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be opened", RawPath(path)) }
        guard let status = FileStatus(of: descriptor), status.kind == .regular else {
            close(descriptor)
            throw Refusal(.invalid, what: "this is not a regular file", at: path)
        }
        self.status = status
        byteCount = status.byteCount
    }

    deinit { close(descriptor) }

    /// Fills the whole buffer.
    ///
    /// - Throws: `Refusal` where the file ends before.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) {
        var filled = 0
        while filled < buffer.count {
            let count = pread(descriptor, buffer.baseAddress! + filled, buffer.count - filled, off_t(offset + filled))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw FileWork.failure("the file cannot be read", RawPath(path)) }
            guard count > 0 else { throw Refusal(.invalid, what: "the file ended early", at: path, fix: "fetch it again") }
            filled += count
        }
        WorkPulse.beat()
    }

    /// Some bytes.
    func bytes(_ range: Range<Int>) throws(Refusal) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: range.count)
        try bytes.withUnsafeMutableBufferPointer { buffer throws(Refusal) in
            try read(at: range.lowerBound, into: UnsafeMutableRawBufferPointer(buffer))
        }
        return bytes
    }

    /// All bytes.
    ///
    /// - Throws: `Refusal` where there are more than `most`.
    func whole(atMost most: Int) throws(Refusal) -> [UInt8] {
        guard byteCount <= most else {
            throw Refusal(.tooLarge, what: "the file has \(byteCount) bytes, at most \(most) are read", at: path, fix: "take another base")
        }
        return try bytes(0..<byteCount)
    }

    /// The SHA-256 of all bytes.
    func digest() throws(Refusal) -> Digest {
        var hasher = SHA256()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: min(Self.pieceBytes, max(1, byteCount)), alignment: 64)
        defer { buffer.deallocate() }
        for start in stride(from: 0, to: byteCount, by: Self.pieceBytes) {
            let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(Self.pieceBytes, byteCount - start)])
            try read(at: start, into: piece)
            hasher.update(UnsafeRawBufferPointer(piece))
        }
        return hasher.finalize()
    }

    /// Makes sure that it was not written to while it was read.
    func requireUnchanged() throws(Refusal) {
        guard let now = FileStatus(of: descriptor), now.hasContents(of: status) else {
            throw Refusal(.conflict, what: "the file was changed while it was read", at: path, fix: "add it again when nobody writes to it")
        }
    }
}

import Archives
import Domain
import Glibc
import Threads

/// A regular file's bytes from its beginning, by `pread`: the descriptor's own offset is neither used nor moved, so a file can be read twice.
final class DescriptorSource: ByteSource {
    private let descriptor: Int32
    private let name: String
    private let limit: Int
    private(set) var byteCount = 0
    /// The file's bytes when it was examined.
    let size: Int

    /// - Parameter limit: Bytes that the file may have at most.
    init(_ descriptor: Int32, name: String, limit: Int) throws(Refusal) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.failure("cannot be examined", name) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Refusal(.invalid, what: "this is not a regular file", at: name, fix: "drop a plain file")
        }
        self.descriptor = descriptor
        self.name = name
        self.limit = limit
        size = Int(status.st_size)
        guard size <= limit else { throw tooLarge(size) }
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(Refusal) -> Int {
        while true {
            let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(byteCount))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure("cannot be read", name) }
            byteCount += count
            WorkPulse.beat()
            // It may have grown since it was examined.
            guard byteCount <= limit else { throw tooLarge(byteCount) }
            return count
        }
    }

    /// The first bytes, at most `count`; reading is not moved.
    func peek(_ count: Int) throws(Refusal) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let got = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress! + filled, count - filled, off_t(filled)) }
            if got < 0 && errno == EINTR { continue }
            guard got >= 0 else { throw Self.failure("cannot be read", name) }
            if got == 0 { break }
            filled += got
        }
        return Array(bytes.prefix(filled))
    }

    private func tooLarge(_ bytes: Int) -> Refusal {
        Refusal(
            .tooLarge,
            what: "the file has \(bytes) bytes, at most \(limit) are read",
            at: name,
            fix: "split it, or raise the limit (inbox.file_bytes)"
        )
    }

    private static func failure(_ what: String, _ name: String) -> Refusal {
        Refusal(.failed, what: "\(what): \(String(cString: strerror(errno)))", at: name)
    }
}

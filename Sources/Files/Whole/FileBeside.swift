import Domain
import Glibc

/// A file that is written beside its place and renamed there when it is whole. One that is not put in place is taken away again.
final class FileBeside {
    private let path: RawPath
    private let beside: RawPath
    private let descriptor: Int32
    private var isInPlace = false

    init(_ path: RawPath) throws(Refusal) {
        self.path = path
        beside = RawPath(bytes: path.bytes + Array(".part".utf8))
        descriptor = beside.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640) }
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be made", beside) }
    }

    func append(_ bytes: [UInt8]) throws(Refusal) { try FileWork.writeAll(bytes, to: descriptor, beside) }

    /// - Parameter durable: It is on disk before it is in its place.
    func putInPlace(durable: Bool) throws(Refusal) {
        if durable, fsync(descriptor) != 0 { throw FileWork.failure("the file cannot be brought to disk", beside) }
        let renamed = beside.withCString { from in path.withCString { rename(from, $0) } }
        guard renamed == 0 else { throw FileWork.failure("the file cannot be put in place", path) }
        isInPlace = true
    }

    deinit {
        close(descriptor)
        if !isInPlace { _ = beside.withCString { unlink($0) } }
    }
}

import Domain
import Glibc
import Files

/// Copies a file to another file system: beside its place, to disk, then into place.
enum FileCopy {
    static func copy(_ source: RawPath, to target: RawPath) throws(Refusal) {
        let beside = RawPath(bytes: target.bytes + Array(".tmp".utf8))
        let from = source.withCString { open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard from >= 0 else { throw FileWork.failure("the refused file cannot be opened", source) }
        defer { close(from) }
        try write(from, source, to: beside)
        guard beside.withCString({ from in target.withCString { rename(from, $0) } }) == 0 else {
            throw FileWork.failure("the file cannot be put in place", target)
        }
    }

    /// Writes what is left to read of an open file into a new one, and brings it to disk.
    static func write(_ from: Int32, _ source: RawPath, to target: RawPath) throws(Refusal) {
        let to = target.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o640) }
        guard to >= 0 else { throw FileWork.failure("the file cannot be made", target) }
        defer { close(to) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        _ = try FileWork.copy(from, source, to: to, target, through: buffer)
        guard fsync(to) == 0 else { throw FileWork.failure("the file cannot be brought to disk", target) }
    }
}

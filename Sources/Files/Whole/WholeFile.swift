import Domain
import Glibc

/// Whole files, read and written with their errors named.
public enum WholeFile {
    /// - Parameter onBytes: Called with the number of bytes read, after each of at most 8 MiB.
    public static func read(_ path: String, _ onBytes: (Int) -> Void = { _ in }) throws(Refusal) -> [UInt8] {
        let place = RawPath(path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be opened", place) }
        defer { close(descriptor) }
        guard let status = FileStatus(of: descriptor) else { throw FileWork.failure("the file cannot be examined", place) }
        var bytes = [UInt8](repeating: 0, count: status.byteCount)
        guard try FileWork.fill(&bytes, from: descriptor, place, onBytes) == bytes.count else {
            throw Refusal(.failed, what: "the file ended early", at: path)
        }
        return bytes
    }

    /// Writes beside the path and renames: a reader sees all of it or none. With `durable`, it is on disk when this returns.
    public static func write(_ bytes: [UInt8], to path: String, durable: Bool = false) throws(Refusal) {
        try write(bytes, to: RawPath(path), durable: durable)
    }

    /// The same for a path that need not be UTF-8.
    package static func write(_ bytes: [UInt8], to path: RawPath, durable: Bool = false) throws(Refusal) {
        let file = try FileBeside(path)
        try file.append(bytes)
        try file.putInPlace(durable: durable)
    }

    /// Whether there is a file or folder.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}

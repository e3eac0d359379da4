import Domain
import Glibc

/// A file of the archive, open for reading.
enum ArchivedFile {
    static func read<Result>(_ path: String, _ read: (Int32) throws(Refusal) -> Result) throws(Refusal) -> Result {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw Refusal(.failed, what: "the archived copy cannot be opened: \(String(cString: strerror(errno)))", at: path)
        }
        defer { close(descriptor) }
        return try read(descriptor)
    }
}

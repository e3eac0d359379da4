import Domain
import Files
import Glibc
import Hashing

/// The number of the last change, in a file beside the database: without it nobody could tell that a write-ahead log was cut, damaged or lost, since what
/// is left is a sound database, of earlier.
///
/// It is written after the change is on disk and not brought there itself: after a power failure it may be behind the database, never ahead of it.
struct ChangeMark: Sendable {
    enum Reading: Hashable, Sendable {
        case change(Int64)
        case missing
        /// It holds something else.
        case damaged
    }

    let path: String

    init(database: String) { path = database + "-seal" }

    func read() -> Reading {
        guard WholeFile.exists(path) else { return .missing }
        guard let bytes = try? WholeFile.read(path) else { return .damaged }
        let text = String(decoding: bytes, as: UTF8.self)
        guard let number = text.split(separator: " ").first.flatMap({ Int64($0) }), Self.text(number) == text else { return .damaged }
        return .change(number)
    }

    /// What cannot be written is missed by nobody but the next start.
    ///
    /// - Parameter durable: Whether it is to be on disk when this returns, the name too: a file that a power failure takes away again would look as if
    ///   somebody had removed it.
    func note(_ change: Int64, durable: Bool = false) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let text = Array(Self.text(change).utf8)
        guard pwrite(descriptor, text, text.count, 0) == text.count, ftruncate(descriptor, off_t(text.count)) == 0, durable else { return }
        fsync(descriptor)
        let folder = open(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    /// Of one length always, so that a number is written over the one before it at once.
    private static func text(_ change: Int64) -> String {
        let digits = String(change)
        let number = String(repeating: "0", count: max(0, 19 - digits.count)) + digits
        return "\(number) \(SHA256.hash("learnd change " + number).short)\n"
    }
}

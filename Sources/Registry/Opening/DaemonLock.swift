import Domain
import Glibc

/// The lock that makes a state folder one daemon's own: SQLite's file must have one connection (see docs/database.md).
///
/// `flock` on a file that stays: the lock ends with the process, whatever ends it, so there is nothing to clean up after a kill.
/// The descriptor is closed on exec, so a trainer that outlives the daemon does not keep it.
public final class DaemonLock: Sendable {
    /// The lock's file, which stays when the lock is gone.
    public let path: String
    private let descriptor: Int32

    /// - Throws: `Refusal` of kind `unavailable` naming the process that has it, or `failed` where the file cannot be made.
    public init(path: String) throws(Refusal) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno))
            throw Refusal(
                .failed,
                what: "the lock file cannot be opened: \(reason)",
                at: path,
                fix: "let the daemon's user write to its folder"
            )
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            let holder = Self.read(descriptor)
            close(descriptor)
            if reason == EWOULDBLOCK {
                throw Refusal(
                    .unavailable,
                    what: "another learnd has this state folder" + (holder.isEmpty ? "" : " (pid \(holder))"),
                    at: path,
                    fix: "stop it first, or give this one a folder of its own with --state"
                )
            }
            throw Refusal(.failed, what: "the lock cannot be taken: \(String(cString: strerror(reason)))", at: path)
        }
        let text = Array("\(getpid())\n".utf8)
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.count, 0) == text.count else {
            let reason = String(cString: strerror(errno))
            close(descriptor)
            throw Refusal(.failed, what: "the lock file cannot be written: \(reason)", at: path)
        }
        self.path = path
        self.descriptor = descriptor
    }

    /// Lets the state go before the lock itself goes.
    public func release() { _ = flock(descriptor, LOCK_UN) }

    deinit { close(descriptor) }

    /// The pid that the holder wrote, digits only.
    private static func read(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return String(decoding: bytes.prefix(max(0, count)).prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }, as: UTF8.self)
    }
}

import Domain
import Glibc

/// A trainer's hold on its job's directory: an orphan that has not yet noticed its daemon's end and the new daemon's trainer never write together.
struct JobLock {
    private let descriptor: Int32

    /// Waits until the directory is free.
    init(_ path: String) throws(Refusal) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw Refusal(.failed, what: "the job cannot be locked: \(String(cString: strerror(errno)))", at: path)
        }
        while flock(descriptor, LOCK_EX) != 0 && errno == EINTR {}
    }

    func release() {
        close(descriptor)
    }
}

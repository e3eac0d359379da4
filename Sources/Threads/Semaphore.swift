import Glibc

/// A POSIX counting semaphore that begins at 0.
public final class Semaphore: Sendable {
    /// Written only by `init` and `deinit`; sem_post and sem_wait synchronize themselves, so the pointer may be shared.
    nonisolated(unsafe) private let semaphore: UnsafeMutablePointer<sem_t>

    /// A semaphore at 0: the first `wait` blocks until a `signal`.
    public init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    /// Raises the count by one and wakes one waiting thread, if there is any. Never blocks.
    public func signal() {
        sem_post(semaphore)
    }

    /// Lowers the count by one; blocks the thread while it is 0.
    public func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}

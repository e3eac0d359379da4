import Glibc

/// A POSIX counting semaphore that begins at 0.
public final class Semaphore: Sendable {
    /// Written only by `init` and `deinit`; sem_post and sem_wait synchronize themselves, so the pointer may be shared.
    nonisolated(unsafe) private let semaphore: UnsafeMutablePointer<sem_t>

    public init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    public func signal() {
        sem_post(semaphore)
    }

    public func wait() {
        while sem_wait(semaphore) != 0 && errno == EINTR {}
    }
}

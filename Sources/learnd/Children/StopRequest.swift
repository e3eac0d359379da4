import Glibc
import Synchronization

/// Whether this child was asked to stop, by SIGTERM: the trainer then writes a checkpoint and leaves.
enum StopRequest {
    private static let flag = Atomic(false)

    static var isThere: Bool { flag.load(ordering: .relaxed) }

    static func listen() {
        // Made before the handler may run: the first use of a global takes a lock.
        _ = isThere
        signal(SIGTERM) { _ in StopRequest.flag.store(true, ordering: .relaxed) }
    }
}

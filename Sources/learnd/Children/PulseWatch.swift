import Domain
import Glibc
import Threads

/// Says that reading advances, for as long as it does: what is silent is stuck.
enum PulseWatch {
    /// - Parameter tell: Called on a thread of its own, a few times a second at most.
    static func start(_ tell: @escaping @Sendable () -> Void) {
        WorkerThread(name: "pulse") {
            var known = WorkPulse.count
            while true {
                _ = poll(nil, 0, 250)
                let count = WorkPulse.count
                if count != known { tell() }
                known = count
            }
        }.detach()
    }
}

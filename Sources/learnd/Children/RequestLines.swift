import Glibc
import Threads

/// The daemon's requests to a child that stays, a line each on standard input, whose end is the child's.
final class RequestLines: Sendable {
    private let lines: Threads.Semaphore

    init() {
        let lines = Threads.Semaphore()
        self.lines = lines
        WorkerThread(name: "requests") {
            var byte: UInt8 = 0
            while true {
                let count = read(0, &byte, 1)
                if count == 0 || (count < 0 && errno != EINTR) { _exit(ParentWatch.orphaned) }
                if count == 1, byte == UInt8(ascii: "\n") { lines.signal() }
            }
        }.detach()
    }

    /// Returns with the next request.
    func wait() { lines.wait() }
}

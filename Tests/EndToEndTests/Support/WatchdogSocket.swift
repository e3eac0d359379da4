import Foundation
import Glibc
import Synchronization

/// The receiving end of sd_notify(3), for a daemon that is watched as systemd does it: read all the time, on a thread of its own, since a
/// daemon whose messages nobody takes is blocked once ten of them are pending.
final class WatchdogSocket: Sendable {
    let path: String
    private let descriptor: Int32
    private let counts = Counts()

    /// What the thread shares with its owner; it does not keep that alive.
    private final class Counts: Sendable {
        let fed = Atomic(0)
        let isOver = Atomic(false)
    }

    /// - Parameter path: Where it is made.
    init(at path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard descriptor >= 0, path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else {
            throw TestFailure("no socket for notifications at \(path)")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard bound == 0 else { throw TestFailure("bind \(path): \(String(cString: strerror(errno)))") }
        // Looks ten times a second whether the test is over.
        var pause = timeval(tv_sec: 0, tv_usec: 100_000)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &pause, socklen_t(MemoryLayout<timeval>.size))
        Thread.detachNewThread { [descriptor, counts] in
            var buffer = [UInt8](repeating: 0, count: 4096)
            while !counts.isOver.load(ordering: .relaxed) {
                let length = recv(descriptor, &buffer, buffer.count, 0)
                guard length > 0 else { continue }
                if String(decoding: buffer[..<length], as: UTF8.self).contains("WATCHDOG=1") { counts.fed.add(1, ordering: .relaxed) }
            }
            close(descriptor)
        }
    }

    deinit { counts.isOver.store(true, ordering: .relaxed) }

    /// What a daemon's environment needs for it.
    func environment(interval: Duration) -> [String: String] {
        ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "\(interval / .microseconds(1))".split(separator: ".")[0].description]
    }

    /// How often the watchdog was fed.
    var fed: Int { counts.fed.load(ordering: .relaxed) }
}

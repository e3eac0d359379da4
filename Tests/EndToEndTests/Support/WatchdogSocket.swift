import Glibc

/// The receiving end of sd_notify(3), for a daemon that is watched as systemd does it.
final class WatchdogSocket: Sendable {
    let path: String
    private let descriptor: Int32

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
    }

    deinit { close(descriptor) }

    /// What a daemon's environment needs for it.
    func environment(interval: Duration) -> [String: String] {
        ["NOTIFY_SOCKET": path, "WATCHDOG_USEC": "\(interval / .microseconds(1))".split(separator: ".")[0].description]
    }

    /// How often the watchdog was fed since the last call.
    func fed() -> Int {
        var count = 0
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let length = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard length > 0 else { return count }
            if String(decoding: buffer[..<length], as: UTF8.self).contains("WATCHDOG=1") { count += 1 }
        }
    }
}

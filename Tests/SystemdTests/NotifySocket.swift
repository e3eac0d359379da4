import Glibc
import Synchronization

/// The receiving end of sd_notify(3): one for the whole test process, since its address is an environment variable, set once and left.
final class NotifySocket: Sendable {
    static let shared = NotifySocket()

    private let descriptor: Int32

    private init() {
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        // An abstract address leaves nothing to remove.
        let name = "learnd-tests-\(getpid())"
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { path in
            for (index, byte) in name.utf8.enumerated() { path[index + 1] = byte }
        }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + 1 + name.utf8.count)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
        }
        precondition(bound == 0, "bind: \(String(cString: strerror(errno)))")
        setenv("NOTIFY_SOCKET", "@" + name, 1)
    }

    /// Every message that has arrived; sending on a Unix socket has delivered when it returns.
    func received() -> [String] {
        var result: [String] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            guard count > 0 else { return result }
            result.append(String(decoding: buffer[..<count], as: UTF8.self))
        }
    }
}

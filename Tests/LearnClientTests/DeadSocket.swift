import Glibc

/// A socket file that nobody listens on any more, as a killed daemon leaves it.
enum DeadSocket {
    static func make(at path: String) {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) }
        }
        precondition(result == 0, "cannot bind '\(path)': \(String(cString: strerror(errno)))")
        close(descriptor)
    }
}

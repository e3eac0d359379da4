import Domain
import Glibc

/// A listening Unix socket of our own making.
enum UnixSocket {
    /// What `sun_path` holds besides its NUL.
    static let longestPath = 107

    /// Makes a socket at the path with its mode and group and listens. What a dead daemon left there is removed: who calls this holds the
    /// daemon's lock. Nobody can connect before the mode and the group are right, since they are set before `listen(2)`.
    ///
    /// - Returns: The descriptor.
    static func listen(_ endpoint: Endpoint) throws(Refusal) -> Int32 {
        let path = endpoint.path
        guard path.utf8.count <= longestPath else {
            throw Refusal(
                .invalid,
                what: "the socket's path has \(path.utf8.count) bytes, and the system takes \(longestPath)",
                at: path,
                fix: "choose a shorter path, or a state folder higher up"
            )
        }
        try removeStale(path)
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw failure("no socket can be made", path) }
        do throws(Refusal) {
            try bind(descriptor, path)
        } catch {
            close(descriptor)
            throw error
        }
        do throws(Refusal) {
            try setOwner(endpoint)
            guard Glibc.listen(descriptor, Listener.backlog) == 0 else { throw failure("the socket does not listen", path) }
        } catch {
            close(descriptor)
            unlink(path)
            throw error
        }
        return descriptor
    }

    private static func removeStale(_ path: String) throws(Refusal) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else {
            throw Refusal(.invalid, what: "something that is no socket is where the socket should be", at: path, fix: "move it away")
        }
        guard unlink(path) == 0 else { throw failure("the old socket cannot be removed", path) }
    }

    private static func bind(_ descriptor: Int32, _ path: String) throws(Refusal) {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw failure("the socket cannot be made", path) }
    }

    private static func setOwner(_ endpoint: Endpoint) throws(Refusal) {
        if !endpoint.group.isEmpty {
            guard let group = groupNumber(endpoint.group) else {
                throw Refusal(
                    .invalid,
                    what: "there is no group '\(endpoint.group)'",
                    at: endpoint.path,
                    fix: "install learnd ('make install' makes it), name another group, or put everything into one folder with --state DIR"
                )
            }
            guard chown(endpoint.path, uid_t.max, group) == 0 else {
                throw failure(
                    "the socket cannot be given to the group '\(endpoint.group)'",
                    endpoint.path,
                    "make the daemon's user a member"
                )
            }
        }
        guard chmod(endpoint.path, endpoint.mode) == 0 else { throw failure("the socket's mode cannot be set", endpoint.path) }
    }

    private static func groupNumber(_ name: String) -> gid_t? {
        var entry = group()
        var found: UnsafeMutablePointer<group>?
        var text = [CChar](repeating: 0, count: 16_384)
        guard getgrnam_r(name, &entry, &text, text.count, &found) == 0, found != nil else { return nil }
        return entry.gr_gid
    }

    private static func failure(_ what: String, _ path: String, _ fix: String? = nil) -> Refusal {
        let code = errno
        let hint =
            switch code {
            case ENOENT: "make the folder first"
            case EACCES, EPERM: "let the daemon's user write to the folder"
            default: fix
            }
        return Refusal(.failed, what: "\(what): \(String(cString: strerror(code)))", at: path, fix: fix ?? hint)
    }
}

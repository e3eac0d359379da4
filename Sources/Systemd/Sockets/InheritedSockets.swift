import CSystemd
import Glibc

/// The listening sockets that systemd holds for the daemon, by sd_listen_fds_with_names(3). They outlive a restart, so that no
/// connection is refused meanwhile.
public struct InheritedSockets: Hashable, Sendable {
    /// What the socket units name them.
    public static let names = ["predict", "admin"]

    /// Descriptors by name. They are closed on exec, and belong to whoever takes them from here.
    public let descriptors: [String: Int32]

    /// The descriptor of `predict` or `admin`; nil where systemd passed none of that name.
    public subscript(name: String) -> Int32? { descriptors[name] }

    /// Takes over what was passed, and removes `LISTEN_*` from the environment, so that children do not believe it was meant for them.
    ///
    /// To be called once, before other threads read the environment.
    public static func take() throws(InheritedSocketFault) -> InheritedSockets {
        var passed: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &passed)
        guard count >= 0 else { throw .unreadable(errno: -count) }
        var names: [String] = []
        if let passed {
            for index in 0..<Int(count) {
                guard let name = passed[index] else { break }
                names.append(String(cString: name))
                free(name)
            }
            free(passed)
        }
        return try InheritedSockets(names: names, from: SD_LISTEN_FDS_START)
    }

    /// - Parameters:
    ///   - names: of the descriptors that follow each other from `first`.
    package init(names: [String], from first: Int32) throws(InheritedSocketFault) {
        var descriptors: [String: Int32] = [:]
        for (index, name) in names.enumerated() {
            let descriptor = first + Int32(index)
            guard Self.names.contains(name) else { throw .unknownName(name) }
            guard descriptors[name] == nil else { throw .twice(name) }
            guard sd_is_socket_unix(descriptor, Int32(SOCK_STREAM.rawValue), 1, nil, 0) > 0 else { throw .wrongKind(name) }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            descriptors[name] = descriptor
        }
        self.descriptors = descriptors
    }
}

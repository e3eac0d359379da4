/// Why what systemd passed cannot be used.
public enum InheritedSocketFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// `LISTEN_FDS` and its companions are malformed; errno.
    case unreadable(errno: Int32)
    /// Neither `predict` nor `admin`.
    case unknownName(String)
    /// Two sockets of one name.
    case twice(String)
    /// Not a listening stream socket of the Unix family.
    case wrongKind(String)

    /// What is wrong with the socket units, and what to write there instead.
    public var description: String {
        switch self {
        case .unreadable(let code):
            "the sockets passed by systemd cannot be taken (errno \(code)); LISTEN_FDS and LISTEN_FDNAMES are malformed"
        case .unknownName(let name):
            "systemd passed a socket named '\(name)'; the names are \(InheritedSockets.names.joined(separator: " and ")), "
                + "set by FileDescriptorName= in the socket unit"
        case .twice(let name): "systemd passed two sockets named '\(name)'; give each socket unit a single ListenStream="
        case .wrongKind(let name):
            "the socket '\(name)' passed by systemd is no listening Unix stream socket; use ListenStream= with a path"
        }
    }
}

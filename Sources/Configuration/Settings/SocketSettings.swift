/// A socket that the daemon makes when systemd passed none of that name.
public struct SocketSettings: Hashable, Sendable {
    /// At most 107 bytes: the kernel's bound.
    public var path: String
    /// Permission bits of the socket's file.
    public var mode: UInt32
    /// Its group's name; empty leaves the process's own.
    public var group: String

    /// By default a socket for its owner and its group.
    public init(path: String, mode: UInt32 = 0o660, group: String = "") {
        self.path = path
        self.mode = mode
        self.group = group
    }

    /// The most bytes that `sockaddr_un.sun_path` takes with its closing zero.
    public static let longestPath = 107
}

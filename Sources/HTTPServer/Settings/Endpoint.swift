/// Where a socket is: made at a path, or passed to us ready to accept.
public struct Endpoint: Hashable, Sendable {
    /// At most 107 bytes. A socket that a dead daemon left there is replaced.
    public var path: String
    /// Permissions of a socket that is made here, e.g. 0o660.
    public var mode: UInt32
    /// The group that a socket made here is given; empty leaves it.
    public var group: String
    /// A listening descriptor that somebody passed (systemd): taken over as it is, path, mode and group being its maker's.
    public var inherited: Int32?

    /// Says where; nothing is opened.
    public init(path: String, mode: UInt32 = 0o660, group: String = "", inherited: Int32? = nil) {
        self.path = path
        self.mode = mode
        self.group = group
        self.inherited = inherited
    }
}

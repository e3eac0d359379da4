/// Who asked for a change: the peer of the socket, or the daemon itself.
public struct Initiator: Hashable, Sendable, Codable {
    /// The peer's user, as the kernel told it when it connected.
    public var uid: UInt32
    /// The peer's process; it may have ended since.
    public var pid: Int32
    /// The name of the uid, where it has one.
    public var user: String?

    /// - Parameter user: Nil where the system has no name for the uid.
    public init(uid: UInt32, pid: Int32, user: String? = nil) {
        self.uid = uid
        self.pid = pid
        self.user = user
    }
}

/// Who asked for a change: the peer of the socket, or the daemon itself.
public struct Initiator: Hashable, Sendable, Codable {
    public var uid: UInt32
    public var pid: Int32
    /// The name of the uid, where it has one.
    public var user: String?

    public init(uid: UInt32, pid: Int32, user: String? = nil) {
        self.uid = uid
        self.pid = pid
        self.user = user
    }
}

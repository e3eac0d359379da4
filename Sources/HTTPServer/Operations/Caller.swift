/// Who asks for a change: the peer of the socket, by SO_PEERCRED.
public struct Caller: Hashable, Sendable {
    /// The effective user, as it was when the peer connected.
    public var uid: UInt32
    /// The process, as it was when the peer connected; it may have ended.
    public var pid: Int32

    /// For a caller that is known otherwise, as in tests.
    public init(uid: UInt32, pid: Int32) {
        self.uid = uid
        self.pid = pid
    }
}

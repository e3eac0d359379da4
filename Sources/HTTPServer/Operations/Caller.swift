/// Who asks for a change: the peer of the socket, by SO_PEERCRED.
public struct Caller: Hashable, Sendable {
    public var uid: UInt32
    public var pid: Int32

    public init(uid: UInt32, pid: Int32) {
        self.uid = uid
        self.pid = pid
    }
}

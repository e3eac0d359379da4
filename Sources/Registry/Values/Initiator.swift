import Glibc

/// Who had something done: the peer of the admin socket, or the daemon itself.
public struct Initiator: Hashable, Sendable {
    /// The effective user of the process that asked.
    public var uid: UInt32
    /// The process; it may have ended since.
    public var pid: Int32
    /// The user's name; nil where the system has none for the uid.
    public var user: String?

    /// - Parameter user: Nil where the system has no name for the uid.
    public init(uid: UInt32, pid: Int32, user: String?) {
        self.uid = uid
        self.pid = pid
        self.user = user
    }

    /// For people: the user's name, or `uid 1000`.
    public var name: String { user ?? "uid \(uid)" }

    /// The process itself: what is activated by learning or by falling back.
    public static var daemon: Initiator { Initiator(uid: getuid(), pid: getpid(), user: "learnd") }
}

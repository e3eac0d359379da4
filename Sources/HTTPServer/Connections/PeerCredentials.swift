import Glibc
import NIOCore
import NIOPosix

/// `struct ucred`, which Glibc's module leaves out: who is at the other end of a Unix socket, by SO_PEERCRED.
struct PeerCredentials: Sendable {
    var pid: Int32 = 0
    var uid: UInt32 = 0
    var gid: UInt32 = 0

    /// - Returns: Nil where it cannot be told.
    static func of(_ context: ChannelHandlerContext) -> PeerCredentials? {
        var peer = PeerCredentials()
        let isTold = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            var size = socklen_t(MemoryLayout<PeerCredentials>.size)
            return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
        }
        return isTold == true ? peer : nil
    }
}

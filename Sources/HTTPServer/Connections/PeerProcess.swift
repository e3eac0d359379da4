import CLinux
import Glibc
import NIOCore
import NIOPosix

/// The process at the other end of a Unix socket, by SO_PEERCRED.
enum PeerProcess {
    /// - Returns: A number that no two processes have at a time; nil where it cannot be told.
    static func id(_ context: ChannelHandlerContext) -> UInt64? {
        var peer = PeerCredentials()
        let isTold = try? context.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            var size = socklen_t(MemoryLayout<PeerCredentials>.size)
            return getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0
        }
        return isTold == true ? UInt64(UInt32(bitPattern: peer.pid)) : nil
    }

    /// `struct ucred`, which Glibc's module leaves out.
    private struct PeerCredentials {
        var pid: Int32 = 0
        var uid: UInt32 = 0
        var gid: UInt32 = 0
    }
}

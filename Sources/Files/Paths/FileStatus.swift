import Domain
import Glibc

/// What stat(2) says of a file, as far as taking it asks.
package struct FileStatus: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        case regular, folder, link
        /// A FIFO, a socket, a device: in words.
        case other(String)
    }

    package var kind: Kind
    /// The user it belongs to.
    package var owner: UInt32
    package var device: UInt64
    package var inode: UInt64
    package var byteCount: Int
    /// Nanoseconds since 1970.
    package var modified: Int64
    /// Nanoseconds since 1970.
    package var changed: Int64
    /// Of all that lies in a folder, where it was walked; 0 otherwise.
    package var fingerprint: UInt64 = 0

    package init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .link
            case S_IFIFO: .other("a FIFO")
            case S_IFSOCK: .other("a socket")
            default: .other("a device")
            }
        owner = status.st_uid
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
        byteCount = Int(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        changed = Int64(status.st_ctim.tv_sec) * 1_000_000_000 + Int64(status.st_ctim.tv_nsec)
    }

    /// Nil where there is nothing, or nothing that may be looked at. Does not follow a link.
    package init?(at path: RawPath) {
        var status = stat()
        guard path.withCString({ lstat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }

    /// Nil where `descriptor` is not open.
    package init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    package var identity: SourceIdentity {
        SourceIdentity(
            device: device,
            inode: inode,
            modifiedNanoseconds: modified,
            changedNanoseconds: changed,
            byteCount: byteCount
        )
    }

    /// Whether it is the same file, whatever has become of it.
    package func isSame(as other: FileStatus) -> Bool { device == other.device && inode == other.inode && kind == other.kind }

    /// Whether the contents are, as far as stat tells, those of `other`. A rename changes `changed` alone.
    package func hasContents(of other: FileStatus) -> Bool {
        device == other.device && inode == other.inode && byteCount == other.byteCount && modified == other.modified
    }
}

import Domain
import Glibc

/// What stat(2) says of a file, as far as the inbox asks.
struct FileStatus: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case regular, folder, link
        /// A FIFO, a socket, a device: in words.
        case other(String)
    }

    var kind: Kind
    /// The user it belongs to.
    var owner: UInt32
    var device: UInt64
    var inode: UInt64
    var byteCount: Int
    /// Nanoseconds since 1970.
    var modified: Int64
    /// Nanoseconds since 1970.
    var changed: Int64

    init(_ status: stat) {
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
    init?(at path: RawPath) {
        var status = stat()
        guard path.withCString({ lstat($0, &status) }) == 0 else { return nil }
        self.init(status)
    }

    /// Nil where `descriptor` is not open.
    init?(of descriptor: Int32) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { return nil }
        self.init(status)
    }

    var identity: SourceIdentity {
        SourceIdentity(
            device: device, inode: inode, modifiedNanoseconds: modified, changedNanoseconds: changed, byteCount: byteCount)
    }

    /// Whether the contents are, as far as stat tells, those of `other`. A rename changes `changed` alone.
    func hasContents(of other: FileStatus) -> Bool {
        device == other.device && inode == other.inode && byteCount == other.byteCount && modified == other.modified
    }
}

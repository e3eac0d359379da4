/// Which file on disk a batch was taken from, so that a file whose batch is recorded but which a kill left in the inbox is known again.
///
/// The change time belongs to it: `cp -p` into the inbox restores size and modification time, and file systems use inode numbers
/// again at once, so without it a second file could pass for the first and be deleted unread. Moving the file into `.taking/` sets it.
public struct SourceIdentity: Hashable, Sendable {
    /// The number of its file system: `st_dev`.
    public var device: UInt64
    /// Its number there: `st_ino`.
    public var inode: UInt64
    /// Nanoseconds since 1970.
    public var modifiedNanoseconds: Int64
    /// Nanoseconds since 1970; set by the kernel alone.
    public var changedNanoseconds: Int64
    /// Bytes of the file; of a folder that was packed, those of its tar.
    public var byteCount: Int

    /// As stat(2) tells it.
    public init(device: UInt64, inode: UInt64, modifiedNanoseconds: Int64, changedNanoseconds: Int64, byteCount: Int) {
        self.device = device
        self.inode = inode
        self.modifiedNanoseconds = modifiedNanoseconds
        self.changedNanoseconds = changedNanoseconds
        self.byteCount = byteCount
    }
}

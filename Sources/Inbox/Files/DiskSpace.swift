import Domain
import Glibc
import Files

/// Free space of the file system that holds a path.
public enum DiskSpace {
    /// Bytes that the daemon's user may still write.
    public static func free(_ path: String) throws(Refusal) -> Int {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { throw FileWork.failure("the free space cannot be determined", RawPath(path)) }
        return Int(status.f_bavail) * Int(status.f_frsize)
    }

    /// - Throws: `Refusal` of kind `unavailable` where less than `floor` bytes are free.
    public static func require(_ floor: Int, at path: String) throws(Refusal) {
        let free = try free(path)
        guard free >= floor else {
            throw Refusal(
                .unavailable,
                what: "\(free >> 20) MiB are free, under the floor of \(floor >> 20) MiB: files wait in the inbox",
                at: path,
                fix: "free disk space, or lower the floor; predictions go on"
            )
        }
    }
}

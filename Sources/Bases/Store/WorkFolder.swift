import Domain
import Files
import Glibc

/// A folder beside the bases in which one is put together or taken away, locked as long as somebody works in it.
final class WorkFolder {
    private static let mark = ".work-"

    let path: String
    private let lock: Int32
    private var isInPlace = false

    /// - Throws: `Refusal` where it cannot be made.
    init(in store: String) throws(Refusal) {
        while true {
            let path = "\(store)/\(Self.mark)\(getpid())-\(UInt64.random(in: 0 ... .max))"
            guard mkdir(path, 0o700) == 0 else { throw FileWork.failure("the folder cannot be made", RawPath(path)) }
            let lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            // Who clears leftovers may have come between.
            if lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0, WholeFile.exists(path) {
                (self.path, self.lock) = (path, lock)
                return
            }
            if lock >= 0 { close(lock) }
        }
    }

    deinit {
        if !isInPlace { Self.remove(path) }
        close(lock)
    }

    /// Makes the folder read-only, brings it to disk and renames it.
    ///
    /// - Returns: False where there is one of this name already.
    func put(at place: String) throws(Refusal) -> Bool {
        guard fchmod(lock, 0o555) == 0, fsync(lock) == 0 else {
            throw FileWork.failure("the folder cannot be brought to disk", RawPath(path))
        }
        guard rename(path, place) == 0 else {
            if errno == EEXIST || errno == ENOTEMPTY { return false }
            throw FileWork.failure("the folder cannot be put in place", RawPath(place))
        }
        isInPlace = true
        try FileWork.syncFolder(RawPath(place).folder)
        return true
    }

    /// Takes a base's folder into this one, so that it is gone at once or not at all, and with this one removed.
    func take(_ place: String) throws(Refusal) {
        // Moving a folder writes to its `..`.
        chmod(place, 0o755)
        guard rename(place, "\(path)/gone") == 0 || errno == ENOENT else {
            throw FileWork.failure("the folder cannot be removed", RawPath(place))
        }
        try FileWork.syncFolder(RawPath(place).folder)
    }

    /// Removes what others have left when they were interrupted.
    static func clear(_ store: String) {
        for name in Folder.names(store) where name.hasPrefix(mark) {
            let lock = open("\(store)/\(name)", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW)
            guard lock >= 0 else { continue }
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { remove("\(store)/\(name)") }
            close(lock)
        }
    }

    private static func remove(_ folder: String) {
        chmod(folder, 0o700)
        chmod("\(folder)/gone", 0o700)
        Folder.remove(folder)
    }
}

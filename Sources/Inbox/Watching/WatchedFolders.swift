import Domain
import Glibc
import Logging
import Files

/// The watches on the inbox and its folders. Owned by the watcher's thread.
package struct WatchedFolders {
    let descriptor: Int32
    private let root: RawPath
    private let sightings: Sightings
    private let logger: Logger
    private var folders: [Int32: RawPath] = [:]
    private var rootWatch: Int32 = -1
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var saidWatchesAreShort = false

    private static let mask =
        UInt32(IN_CREATE) | UInt32(IN_CLOSE_WRITE) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVE_SELF) | UInt32(IN_DELETE_SELF)
        | UInt32(IN_ONLYDIR)

    package init(inbox: String, sightings: Sightings, logger: Logger) throws(Refusal) {
        root = RawPath(inbox)
        descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        guard descriptor >= 0 else { throw FileWork.failure("inotify cannot be had", root) }
        self.sightings = sightings
        self.logger = logger
        let watch = root.withCString { inotify_add_watch(descriptor, $0, Self.mask) }
        guard watch >= 0 else {
            let code = errno
            Glibc.close(descriptor)
            throw FileWork.failure("the inbox cannot be watched", root, errno: code)
        }
        rootWatch = watch
        watchFolders()
    }

    package func close() { Glibc.close(descriptor) }

    /// Reads what there is.
    ///
    /// - Returns: Whether it is worth a look.
    package mutating func readEvents() -> Bool {
        var worthALook = false
        var foldersChanged = false
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { break }
            let events = buffer.withUnsafeBytes { InotifyEvent.parse(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            for event in events {
                if event.has(IN_Q_OVERFLOW) {
                    logger.info("inotify events were lost; the inbox is scanned instead")
                    sightings.forgetEvents()
                    (worthALook, foldersChanged) = (true, true)
                } else if event.has(IN_IGNORED) {
                    folders[event.watch] = nil
                } else if event.has(IN_MOVE_SELF) || event.has(IN_DELETE_SELF) || (event.has(IN_ISDIR) && event.watch == rootWatch) {
                    (worthALook, foldersChanged) = (true, true)
                } else if let folder = event.watch == rootWatch ? root : folders[event.watch], !IgnoredNames.contains(event.name) {
                    note(event, folder.appending(event.name))
                    worthALook = true
                }
            }
        }
        if foldersChanged { watchFolders() }
        return worthALook
    }

    private func note(_ event: InotifyEvent, _ path: RawPath) {
        if event.has(IN_MOVED_TO) {
            sightings.note(.moved, path)
        } else if event.has(IN_CLOSE_WRITE) {
            sightings.note(.closed(.now), path)
        } else {
            sightings.note(.none, path)
        }
    }

    /// Watches the folders that are there now, and only those. Adding a watch that is there gives its number again, so a renamed
    /// folder keeps its watch under the new name.
    private mutating func watchFolders() {
        var present: [Int32: RawPath] = [:]
        for name in (try? FileWork.list(root)) ?? [] where !IgnoredNames.contains(name) {
            let path = root.appending(name)
            guard FileStatus(at: path)?.kind == .folder else { continue }
            let watch = path.withCString { inotify_add_watch(descriptor, $0, Self.mask | UInt32(IN_DONT_FOLLOW)) }
            if watch >= 0 {
                present[watch] = path
            } else if errno == ENOSPC && !saidWatchesAreShort {
                saidWatchesAreShort = true
                logger.warning(
                    "the user's inotify watches are used up: new files in some folders are noticed by the minute only; raise fs.inotify.max_user_watches"
                )
            }
        }
        for gone in folders.keys where present[gone] == nil { inotify_rm_watch(descriptor, gone) }
        folders = present
    }
}

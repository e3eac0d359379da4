import Domain
import Glibc

/// Goes through a folder's regular files in the order of their paths' bytes, following no link.
///
/// Names that `IgnoredNames` has are left out with all below them, but they count for the fingerprint: a copying program writes under such a
/// name, so that a folder with one that is being written is not at rest. What is neither file nor folder is left out and told. Every step goes
/// from an open folder to a name in it, so that nobody can lead it elsewhere by changing a folder into a link. Blocks: about two
/// microseconds a file.
package struct FolderWalk {
    /// How much one folder may hold.
    package struct Bounds: Hashable, Sendable {
        package var files = 1_000_000
        /// Folders in each other.
        package var depth = 32

        package init(files: Int = 1_000_000, depth: Int = 32) {
            self.files = files
            self.depth = depth
        }
    }

    /// A file that the walk has come to.
    package struct File {
        /// From the folder: `cats/1.png`.
        package let path: [UInt8]
        package let status: FileStatus
        /// Its name, or that of a folder that it lies in, is one of `IgnoredNames`: it is not meant.
        package let isIgnored: Bool
        fileprivate let parent: Int32
        fileprivate let name: [UInt8]

        /// Nil where it is gone or was replaced by something else.
        ///
        /// - Throws: `FolderFault` where it may not be read.
        package func open(in folder: RawPath) throws -> Int32? {
            let descriptor = RawPath(bytes: name).withCString { openat(parent, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
            if descriptor >= 0 { return descriptor }
            if errno == ENOENT || errno == ELOOP || errno == ENXIO { return nil }
            throw FolderFault.make("the file cannot be read", folder.appending(path))
        }
    }

    private let root: RawPath
    private let bounds: Bounds
    private var summary = FolderSummary()

    /// - Parameter body: Is given the ignored files too.
    /// - Throws: `FolderFault` where the folder is over a bound or not readable in all its parts, and what `body` throws.
    package static func visit(
        _ folder: RawPath,
        bounds: Bounds = Bounds(),
        _ body: (File) throws -> Void = { _ in }
    ) throws -> FolderSummary {
        let descriptor = folder.withCString { open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FolderFault.make("the folder cannot be read", folder) }
        defer { close(descriptor) }
        var walk = FolderWalk(root: folder, bounds: bounds)
        walk.summary.newestChange = FileStatus(of: descriptor)?.changed ?? 0
        try walk.enter(descriptor, [], depth: 1, isIgnored: false, body)
        return walk.summary
    }

    private init(root: RawPath, bounds: Bounds) {
        self.root = root
        self.bounds = bounds
    }

    /// - Parameter prefix: The folder's path from the root, with a slash at its end; empty for the root itself.
    private mutating func enter(
        _ descriptor: Int32,
        _ prefix: [UInt8],
        depth: Int,
        isIgnored: Bool,
        _ body: (File) throws -> Void
    ) throws {
        guard depth <= bounds.depth else {
            throw FolderFault(
                Refusal(
                    .tooLarge,
                    what: "folders are nested more than \(bounds.depth) deep",
                    at: shown(prefix),
                    fix: "put one subfolder per label into it"
                )
            )
        }
        for (name, status) in try entries(descriptor, prefix) {
            let path = prefix + name
            let isIgnored = isIgnored || IgnoredNames.contains(name)
            switch status.kind {
            case .regular:
                if isIgnored { summary.ignore(path, status) } else { try count(path, status) }
                try body(File(path: path, status: status, isIgnored: isIgnored, parent: descriptor, name: name))
            case .folder:
                summary.note(path, status)
                let inner = RawPath(bytes: name).withCString { openat(descriptor, $0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
                if inner < 0 {
                    // Gone, or something else by now: another look finds what it is.
                    if errno == ENOENT || errno == ENOTDIR || errno == ELOOP { continue }
                    throw FolderFault.make("the folder cannot be read", root.appending(path))
                }
                defer { close(inner) }
                try enter(inner, path + [UInt8(ascii: "/")], depth: depth + 1, isIgnored: isIgnored, body)
            case .link: if !isIgnored { summary.leaveOut(path, "a symbolic link") }
            case .other(let kind): if !isIgnored { summary.leaveOut(path, kind) }
            }
        }
    }

    private mutating func count(_ path: [UInt8], _ status: FileStatus) throws(FolderFault) {
        summary.note(path, status)
        summary.fileCount += 1
        summary.byteCount += status.byteCount
        summary.packedByteCount += TarHeader.packedBytes(path: path, byteCount: status.byteCount)
        guard summary.fileCount <= bounds.files else {
            throw FolderFault(
                Refusal(.tooLarge, what: "the folder holds more than \(bounds.files) files", at: root.description, fix: "split it")
            )
        }
    }

    /// A folder sorts as its name with a slash, so that going into each gives the order of whole paths.
    private func entries(_ descriptor: Int32, _ prefix: [UInt8]) throws -> [(name: [UInt8], status: FileStatus)] {
        var entries: [(name: [UInt8], status: FileStatus)] = []
        for name in try FileWork.list(descriptor, root.appending(prefix)) {
            var status = stat()
            let found = RawPath(bytes: name).withCString { fstatat(descriptor, $0, &status, AT_SYMLINK_NOFOLLOW) }
            if found == 0 {
                entries.append((name, FileStatus(status)))
            } else if errno != ENOENT {
                throw FolderFault.make("the file cannot be looked at", root.appending(prefix + name))
            }
        }
        func key(_ entry: (name: [UInt8], status: FileStatus)) -> [UInt8] {
            entry.status.kind == .folder ? entry.name + [UInt8(ascii: "/")] : entry.name
        }
        return entries.sorted { key($0).lexicographicallyPrecedes(key($1)) }
    }

    private func shown(_ prefix: [UInt8]) -> String { root.appending(Array(prefix.dropLast())).description }
}

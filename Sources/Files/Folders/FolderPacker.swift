import Domain
import Glibc

/// Makes a tar of a folder: its regular files by paths from the folder, sorted, with nothing of names, times and owners around them.
/// So the same content gives the same bytes wherever it lay and whoever packed it.
package enum FolderPacker {
    /// A folder as a tar.
    package struct Packed: Hashable, Sendable {
        package var digest: Digest
        /// Of the tar.
        package var byteCount: Int
        package var summary: FolderSummary
    }

    private struct Changed: Error {}

    /// - Parameters:
    ///   - target: Where the tar goes; nil where only its digest is asked for.
    ///   - place: The target, for messages.
    /// - Returns: Nil where the folder changed while it was read: what is written is of no use.
    /// - Throws: `FolderFault` where the folder is the fault, `Refusal` where the tar cannot be written.
    package static func pack(
        _ folder: RawPath,
        to target: Int32?,
        at place: RawPath,
        bounds: FolderWalk.Bounds = FolderWalk.Bounds()
    ) throws -> Packed? {
        var writer = TarWriter(to: target, at: place)
        do {
            let summary = try FolderWalk.visit(folder, bounds: bounds) { file in
                guard !file.isIgnored else { return }
                guard let descriptor = try file.open(in: folder) else { throw Changed() }
                defer { close(descriptor) }
                guard FileStatus(of: descriptor) == file.status,
                    try writer.add(file.path, byteCount: file.status.byteCount, from: descriptor, at: folder.appending(file.path)),
                    FileStatus(of: descriptor) == file.status
                else { throw Changed() }
            }
            guard summary.fileCount > 0 else { throw FolderFault(empty(folder)) }
            guard try FolderWalk.visit(folder, bounds: bounds).fingerprint == summary.fingerprint else { return nil }
            let digest = try writer.finish()
            return Packed(digest: digest, byteCount: writer.byteCount, summary: summary)
        } catch is Changed {
            return nil
        }
    }

    private struct Found: Error {}

    /// Whether a folder holds no file that would be packed.
    package static func isEmpty(_ folder: RawPath) throws -> Bool {
        do {
            _ = try FolderWalk.visit(folder) { file in if !file.isIgnored { throw Found() } }
            return true
        } catch is Found {
            return false
        }
    }

    package static func empty(_ folder: RawPath) -> Refusal {
        Refusal(
            .invalid,
            what: "the folder holds no file",
            at: folder.description,
            fix: "put one subfolder per label into it, with the label's images; hidden and unfinished files do not count"
        )
    }
}

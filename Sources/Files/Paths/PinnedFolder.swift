import Domain
import Glibc

/// A folder that stays the one that was looked at, whatever others put under its name meanwhile: what is done through its path is done in it, and not
/// where a link leads that took its place.
package final class PinnedFolder {
    package let descriptor: Int32

    /// - Parameter path: Its last component may be no link; those before it are trusted.
    /// - Throws: `Refusal` where it is no folder, or may not be searched.
    package init(_ path: RawPath) throws(Refusal) {
        descriptor = path.withCString { Glibc.open($0, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileWork.failure("the folder cannot be opened", path) }
    }

    /// A folder in another, that is no link.
    ///
    /// - Parameter path: For messages.
    package init(_ name: String, in folder: PinnedFolder, path: RawPath) throws(Refusal) {
        descriptor = openat(folder.descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileWork.failure("the folder cannot be opened", path) }
    }

    deinit { close(descriptor) }

    /// The kernel's own link to it; valid as long as this lives.
    package var path: RawPath { RawPath("/proc/self/fd/\(descriptor)") }

    package var status: FileStatus? { FileStatus(of: descriptor) }
}

import Domain
import Glibc
import Files

/// A copy that a killed `learnctl drop` left unfinished in a model's folder, to be removed.
///
/// One that is interrupted removes its copy itself; only one that is killed, or whose machine went down, leaves it.
public struct AbandonedCopy: Hashable, Sendable {
    /// How long a copy must have been unchanged: a drop that still runs may have stood still for an hour.
    package static let age = Duration.seconds(24 * 60 * 60)

    let folder: RawPath
    let name: [UInt8]
    let status: FileStatus

    var path: RawPath { folder.appending(name) }

    /// Unlinks it, if it is still the file that was seen, unchanged, in a folder that is not a link.
    ///
    /// - Returns: Whether it was.
    func remove() throws(Refusal) -> Bool {
        let pinned = try PinnedFolder(folder)
        guard FileStatus(at: pinned.path.appending(name)) == status else { return false }
        guard RawPath(bytes: name).withCString({ unlinkat(pinned.descriptor, $0, 0) }) == 0 else {
            throw FileWork.failure("the unfinished copy cannot be removed", path)
        }
        return true
    }
}

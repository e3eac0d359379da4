import Domain
import Glibc
import Files

/// `inbox/<model>/.taking/`: where files are while they are taken; the daemon's own, though others may write to the folder it is in.
enum TakingFolder {
    static let name = ".taking"

    /// Makes it where it is missing, and checks what is there by its descriptor.
    ///
    /// - Parameter path: For messages.
    static func open(in folder: PinnedFolder, path: RawPath) throws(Refusal) -> PinnedFolder {
        guard mkdirat(folder.descriptor, name, 0o700) == 0 || errno == EEXIST else {
            throw FileWork.failure("the folder cannot be made", path)
        }
        let taking: PinnedFolder
        do throws(Refusal) {
            taking = try PinnedFolder(name, in: folder, path: path)
        } catch {
            throw Self.strange(path)
        }
        guard taking.status?.owner == geteuid() else { throw Self.strange(path) }
        return taking
    }

    /// Somebody else's folder, or a link to one, could have us take away files that were never dropped.
    ///
    /// - Throws: `Refusal` unless it is missing, or a folder of the daemon's user.
    static func check(_ path: RawPath) throws(Refusal) {
        guard let status = FileStatus(at: path) else { return }
        guard status.kind == .folder, status.owner == geteuid() else {
            throw strange(path)
        }
    }

    private static func strange(_ path: RawPath) -> Refusal {
        Refusal(
            .forbidden,
            what: "'.taking' is not a folder of the daemon's user; nothing is taken here",
            at: path.description,
            fix: "remove it"
        )
    }
}

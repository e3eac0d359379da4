import Domain
import Glibc
import Packing

/// `inbox/<model>/.taking/`: where files are while they are taken; the daemon's own, though others may write to the folder it is in.
enum TakingFolder {
    static let name = ".taking"

    /// Makes it where it is missing.
    static func make(_ path: RawPath) throws(Refusal) {
        try FileWork.makeFolder(path, mode: 0o700)
        try check(path)
    }

    /// Somebody else's folder, or a link to one, could have us take away files that were never dropped.
    ///
    /// - Throws: `Refusal` unless it is missing, or a folder of the daemon's user.
    static func check(_ path: RawPath) throws(Refusal) {
        guard let status = FileStatus(at: path) else { return }
        guard status.kind == .folder, status.owner == geteuid() else {
            throw Refusal(
                .forbidden, what: "'.taking' is not a folder of the daemon's user; nothing is taken here", at: path.description,
                fix: "remove it")
        }
    }
}

import CLinux
import Domain
import Glibc
import Files

/// A folder in `.taking/` in which the two halves of a pair come together, one rename after the other. A kill in between leaves it with one
/// half, or with both: the scan finds them in it and pairs them as if they lay in the inbox.
struct GatheringFolder {
    static let prefix = Array(".gather-".utf8)
    let path: RawPath

    /// The one in which the images lie already, else a new one.
    init(for images: RawPath, in taking: RawPath) throws(Refusal) {
        if images.folder.lastName.starts(with: Self.prefix) {
            path = images.folder
        } else {
            path = taking.appending(Self.prefix + Array(String(UInt64.random(in: .min ... .max), radix: 36).utf8))
            try FileWork.makeFolder(path, mode: 0o700)
        }
    }

    init(path: RawPath) { self.path = path }

    /// Brings a half into it. Does nothing where it lies in it.
    ///
    /// - Parameter source: Where it lies.
    /// - Returns: 0, or errno.
    func add(_ half: InboxFile.Half, from source: RawPath) -> Int32 {
        let target = path.appending(half.rawName)
        if half.path == target { return 0 }
        return source.withCString { from in target.withCString { learnd_rename_noreplace(from, $0) } } == 0 ? 0 : errno
    }

    /// Gives up: its files go back where they were dropped, if nothing else has their names there.
    func dissolve(into folder: RawPath) {
        for name in (try? FileWork.list(path)) ?? [] {
            let (from, to) = (path.appending(name), folder.appending(name))
            _ = from.withCString { from in to.withCString { learnd_rename_noreplace(from, $0) } }
        }
        _ = path.withCString { rmdir($0) }
    }

    /// What a kill left in it.
    func halves(of model: ModelName?, _ folder: RawPath, _ folderName: [UInt8]) -> [InboxFile] {
        ((try? FileWork.list(path)) ?? []).compactMap { name in
            guard let status = FileStatus(at: path.appending(name)), status.kind == .regular else { return nil }
            return InboxFile(
                model: model,
                folder: folder,
                folderName: folderName,
                rawName: name,
                path: path.appending(name),
                isLeftover: true,
                status: status
            )
        }
    }
}

import Domain
import Glibc
import Files

/// A folder in `.taking/` of which nothing is wanted any more.
///
/// A folder is removed file by file, and a kill in between must not leave half of it to be taken again: so it first gets a name that the
/// scan knows, in one step.
public struct SpentFolder: Hashable, Sendable {
    static let prefix = Array(".spent-".utf8)
    let path: RawPath

    /// Renames a folder that lies in `.taking/`. Nil where it is gone already.
    static func make(of folder: RawPath) throws(Refusal) -> SpentFolder? {
        let path = folder.folder.appending(prefix + Array(String(UInt64.random(in: .min ... .max), radix: 36).utf8))
        if folder.withCString({ from in path.withCString { rename(from, $0) } }) == 0 { return SpentFolder(path: path) }
        if errno == ENOENT { return nil }
        throw FileWork.failure("the folder cannot be removed", folder)
    }

    func remove() throws(Refusal) { try FileWork.removeAll(path) }
}

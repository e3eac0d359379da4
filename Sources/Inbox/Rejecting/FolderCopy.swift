import Domain
import Glibc
import Files

/// Copies a folder's files to another file system, hidden and unfinished ones too: beside its place, then into place.
enum FolderCopy {
    static func copy(_ source: RawPath, to target: RawPath) throws(Refusal) {
        let beside = RawPath(bytes: target.bytes + Array(".tmp".utf8))
        try FileWork.removeAll(beside)
        try FileWork.makeFolder(beside)
        try copyFiles(source, to: beside)
        guard beside.withCString({ from in target.withCString { rename(from, $0) } }) == 0 else {
            throw FileWork.failure("the folder cannot be put in place", target)
        }
        try FileWork.syncFolder(target.folder)
    }

    private static func copyFiles(_ source: RawPath, to beside: RawPath) throws(Refusal) {
        do {
            _ = try FolderWalk.visit(source) { file in
                guard let from = try file.open(in: source) else { return }
                defer { close(from) }
                let path = beside.appending(file.path)
                try FileWork.makeFolder(path.folder, withParents: true)
                try FileCopy.write(from, source.appending(file.path), to: path)
            }
        } catch let fault as FolderFault {
            throw fault.refusal
        } catch let refusal as Refusal {
            throw refusal
        } catch {
            throw Refusal(.failed, what: "the folder cannot be copied: \(error)", at: source.description)
        }
    }
}

import Domain
import Glibc

/// Folders of our own, made with their parents and removed with their contents.
public enum Folder {
    /// Makes a folder where there is none, with its parents.
    ///
    /// - Parameter mode: Of the folders that are made, less the umask; one that is there keeps its own.
    /// - Throws: `Refusal` naming the folder.
    public static func make(_ path: String, mode: UInt32 = 0o750) throws(Refusal) {
        try FileWork.makeFolder(RawPath(path), mode: mode, withParents: true)
    }

    /// The names in a folder, sorted; none where there is no folder.
    public static func names(_ path: String) -> [String] {
        ((try? FileWork.list(RawPath(path))) ?? []).map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    /// Removes a folder and all in it, or a file; links are not followed. What is not there, or cannot be removed, is no fault: who makes it anew is
    /// told.
    public static func remove(_ path: String) {
        if unlink(path) == 0 || errno == ENOENT { return }
        try? FileWork.removeAll(RawPath(path))
    }
}

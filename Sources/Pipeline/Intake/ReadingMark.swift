import CLinux
import Domain
import Glibc

/// Which file is being read, kept across a crash: a file that brings the daemon down would do so at every start, since it is still to be taken.
///
/// `<archive>/.reading` holds the file's digest, a `b` for each time that reading it was begun, and an `x` for each crash, written by a signal handler. A
/// kill from outside leaves no `x`: the kernel's for want of memory does not either, so that beginnings without an end count too, if not as much.
struct ReadingMark {
    /// So often a file may bring the daemon down before it is refused.
    static let mostCrashes = 2
    /// So often reading it may have been begun without coming to an end.
    static let mostBeginnings = 5

    let path: String
    private var descriptor: Int32 = -1

    init(folder: String) { path = folder + "/.reading" }

    /// - Returns: How often reading this file has brought the daemon down, and how often it was begun before and came to no end.
    mutating func begin(_ digest: Digest) -> (crashes: Int, unfinished: Int) {
        let known = (try? WholeFile.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let isSame = known.hasPrefix(digest.description)
        descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (isSame ? 0 : O_TRUNC), 0o640)
        // Without it a crash is not counted; that is no reason not to read.
        guard descriptor >= 0 else { return (0, 0) }
        if !isSame { _ = write(descriptor, digest.description, digest.description.utf8.count) }
        _ = write(descriptor, "b", 1)
        learnd_note_crash(descriptor)
        let marks = isSame ? known.utf8.dropFirst(digest.description.utf8.count) : "".utf8.dropFirst(0)
        return (marks.count { $0 == UInt8(ascii: "x") }, marks.count { $0 == UInt8(ascii: "b") })
    }

    mutating func end() {
        learnd_note_crash(-1)
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
        unlink(path)
    }
}

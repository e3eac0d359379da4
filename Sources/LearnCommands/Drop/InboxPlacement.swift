import CLinux
import Domain
import Glibc
import LearnClient
import Files

/// Puts a file, a folder or a pair of IDX files into a model's inbox folder so that the daemon never sees half of it.
///
/// The bytes go to `.drop-<random>.part` in the folder itself (the inbox ignores such names, and a rename within one file system is
/// atomic), are flushed to disk, and only then take their name, never over a file that is there. The folder is made where it is missing,
/// once there is something to put into it.
public struct InboxPlacement: Sendable {
    /// A copy that waits for its name. Either `commit` or `discard` ends it.
    public struct Staged: Hashable, Sendable {
        /// SHA-256 of the bytes: how the file is known again as a batch.
        public var digest: Digest
        /// Bytes of the copy: of what was packed, those of the tar.
        public var byteCount: Int
        /// What of a folder was left out, for people.
        public var remark: String?
        fileprivate var temporary: String
        fileprivate var name: FileName
    }

    private let inbox: String
    private let folder: String
    private let parts: PartFiles

    /// - Parameter parts: Knows the copies that have no name yet, for whoever ends the command.
    /// - Throws: `Refusal` for a model whose folder the inbox would leave alone.
    public init(inbox: String, model: ModelName, parts: PartFiles = PartFiles()) throws(Refusal) {
        guard !IgnoredNames.contains(Array(model.text.utf8)) else {
            throw Refusal(
                .invalid,
                what: "the inbox leaves folders named '\(model)' alone, as unfinished ones",
                at: "--model",
                fix: "give the model a name that is none of \(IgnoredNames.patterns.joined(separator: " "))"
            )
        }
        self.inbox = inbox
        self.parts = parts
        folder = inbox + "/" + model.text
    }

    /// Copies a file beside its final place, or packs a folder or the two files of a pair there: one file in any case.
    ///
    /// What is packed has the bytes that the daemon would make of it, so that it is known again however it came.
    public func stage(_ source: DropSource) throws(Refusal) -> Staged {
        let name = try FileName(ofPath: source.inboxName)
        try source.check()
        let isNew = try makeFolder()
        let temporary = folder + "/" + PartName.make()
        if isNew { parts.made(folder) }
        let target = parts.open(temporary)
        guard target >= 0 else {
            throw Self.refusal("cannot be written: \(text(of: errno))", at: temporary, problem: errno, otherwise: remedy(errno, folder))
        }
        do {
            let copy = try source.write(to: target, named: temporary)
            close(target)
            return Staged(
                digest: copy.digest,
                byteCount: copy.byteCount,
                remark: copy.remark,
                temporary: temporary,
                name: name
            )
        } catch {
            close(target)
            parts.remove(temporary)
            if isNew { rmdir(folder) }
            throw error
        }
    }

    /// - Returns: Whether it was not there.
    private func makeFolder() throws(Refusal) -> Bool {
        if mkdir(folder, 0o2770) == 0 { return true }
        let problem = errno
        if problem == EEXIST { return false }
        throw Self.refusal(
            "cannot make the folder: \(text(of: problem))",
            at: folder,
            problem: problem,
            otherwise: remedy(problem, inbox) ?? "check with 'learnctl status' that '\(inbox)' is the daemon's inbox"
        )
    }

    /// Who may write where this person may not.
    private func remedy(_ problem: Int32, _ folder: String) -> String? {
        problem == EACCES || problem == EPERM ? FileAccess.remedy(for: folder, installedGroup: "learnd-drop") : nil
    }

    /// Gives the copy its name, or `name-2`, `name-3`… where a file of that name still waits.
    ///
    /// - Returns: The path it has now.
    public func commit(_ staged: Staged) throws(Refusal) -> String {
        for attempt in 1...10_000 {
            let path = folder + "/" + staged.name.numbered(attempt)
            if learnd_rename_noreplace(staged.temporary, path) == 0 {
                parts.named(staged.temporary)
                try flushFolder()
                return path
            }
            let problem = errno
            guard problem == EEXIST else {
                discard(staged)
                throw Self.refusal("cannot be renamed: \(text(of: problem))", at: path, problem: problem, otherwise: nil)
            }
        }
        discard(staged)
        throw Refusal(
            .conflict,
            what: "10,000 files of this name are already waiting",
            at: folder + "/" + staged.name.text,
            fix: "wait until the daemon has taken them (learnctl status)"
        )
    }

    /// Takes the copy away.
    public func discard(_ staged: Staged) { parts.remove(staged.temporary) }

    private func flushFolder() throws(Refusal) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        // Where the folder may be written but not read, the daemon's own fsync comes later.
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw Refusal(.failed, what: "cannot be flushed: \(text(of: errno))", at: folder) }
    }

    static func refusal(_ what: String, at path: String, problem: Int32, otherwise fix: String?) -> Refusal {
        switch problem {
        case EACCES, EPERM: Refusal(.forbidden, what: what, at: path, fix: fix ?? "see its permissions")
        case EROFS: Refusal(.forbidden, what: what, at: path, fix: "have its file system mounted for writing")
        case ENOENT: Refusal(.notFound, what: what, at: path, fix: fix ?? "check the path")
        case ENOSPC, EDQUOT: Refusal(.unavailable, what: what, at: path, fix: "free some disk space")
        default: Refusal(.failed, what: what, at: path, fix: fix)
        }
    }
}

func text(of problem: Int32) -> String { String(cString: strerror(problem)) }

import CLinux
import Domain
import Glibc
import Files
import Hashing
import Synchronization

/// Takes files out of the inbox so that each is taken exactly once, whatever is killed when (docs/architecture.md, "The road").
///
/// A file is renamed into `inbox/<model>/.taking/` (what replaces it under its name is another file), copied into the archive while it
/// is hashed, and compared with what stat said before. The caller reads it from the archive, records it, and then `finish`es it. What a
/// kill leaves in `.taking/` the next scan gives first; taken again it has the same identity and digest, so the registry knows it if it
/// was recorded. The whole road, one group at a time on one thread:
///
///     take → read each from archivePath → registry.recordIntake(all, refused ones too)
///          → finish (unlink) what is waiting, duplicate or known; RejectedFolder.reject what is refused
///
/// A folder is packed into the archive as a canonical tar instead of being copied, and the two files of an IDX pair are brought into one
/// folder first; from there on both are files like others.
///
/// Every step is repeatable, and no step that loses something comes before the one that keeps it. Its methods block.
public struct IntakeTaker: Sendable {
    let archive: Archive
    let sightings: Sightings
    /// Larger files are refused.
    public var maxBytes: Int
    let sequence = SequenceCounter()
    let atStep: @Sendable (IntakeStep) throws -> Void

    /// Up to this many files are brought to disk one by one; more by one call for the whole file system.
    private static let fewFiles = 4

    /// - Parameter maxBytes: Larger files are refused.
    public init(archive: Archive, maxBytes: Int, sightings: Sightings) {
        self.init(archive: archive, maxBytes: maxBytes, sightings: sightings) { _ in }
    }

    package init(archive: Archive, maxBytes: Int, sightings: Sightings, atStep: @escaping @Sendable (IntakeStep) throws -> Void) {
        self.archive = archive
        self.maxBytes = maxBytes
        self.sightings = sightings
        self.atStep = atStep
    }

    /// Takes files of models, in order (not what the view calls misplaced). About 256 at once share one transaction and one `syncfs` well.
    ///
    /// - Throws: `Refusal` where the archive cannot be written (no space): the files then lie in `.taking/` and come again.
    public func take(_ files: [InboxFile]) throws -> [TakeOutcome] {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 64)
        defer { buffer.deallocate() }
        var copies: [Copy] = []
        var outcomes: [TakeOutcome] = []
        do {
            for file in files { outcomes.append(try take(file, buffer, &copies)) }
            try keep(copies, one: files.count <= Self.fewFiles)
        } catch let refusal as Refusal {
            for copy in copies { try? FileWork.remove(copy.path) }
            throw refusal
        }
        return outcomes
    }

    /// Removes files whose batches are recorded. Those that are gone already are no error.
    public func finish(_ files: [TakenFile]) throws {
        for file in files {
            if file.isFolder {
                try finishFolder(file)
            } else {
                try FileWork.remove(file.path)
                sightings.forget(file.path)
            }
            try atStep(.unlinked)
        }
    }

    /// A file's copy that is not yet under its digest.
    struct Copy {
        var path: RawPath
        var digest: Digest
    }

    private func take(_ file: InboxFile, _ buffer: UnsafeMutableRawBufferPointer, _ copies: inout [Copy]) throws -> TakeOutcome {
        guard let model = file.model else { preconditionFailure("\(file.place) belongs to no model and cannot be taken") }
        var path = file.path
        // What stands between the scan and this rename may have been renamed by others, folders too: all is done through descriptors.
        var pinned: PinnedFolder?
        if !file.isLeftover {
            let taking = file.folder.appending(TakingFolder.name)
            let (folder, takingFolder): (PinnedFolder, PinnedFolder)
            do throws(Refusal) {
                folder = try PinnedFolder(file.folder)
                takingFolder = try TakingFolder.open(in: folder, path: taking)
            } catch {
                return FileStatus(at: file.folder) == nil ? .vanished(file) : stuck(file, error)
            }
            pinned = takingFolder
            guard file.halves.isEmpty else {
                let (gathered, otherwise) = try gather(file, from: folder, in: taking)
                return try gathered.map { try open(file, of: model, at: $0, buffer, &copies) } ?? otherwise
            }
            let name = TakingName.make(changed: file.status.changed, sequence: sequence.next(), name: file.rawName)
            path = taking.appending(name)
            let (dropped, target) = (folder.path.appending(file.rawName), takingFolder.path.appending(name))
            let moved = dropped.withCString { from in target.withCString { learnd_rename_noreplace(from, $0) } }
            if moved != 0 {
                let code = errno
                if code == ENOENT { return .vanished(file) }
                return stuck(file, FileWork.failure("the file cannot be taken out of its folder", file.path, errno: code))
            }
            sightings.forget(file.path)
            // Another file than the one that came to rest: it goes back, to come to rest itself.
            if let found = FileStatus(at: target), !found.isSame(as: file.status),
                target.withCString({ from in dropped.withCString { learnd_rename_noreplace(from, $0) } }) == 0
            {
                return .vanished(file)
            }
            try atStep(.movedToTaking)
        }
        return try open(file, of: model, at: path, through: pinned.map { $0.path.appending(path.lastName) }, buffer, &copies)
    }

    private func open(
        _ file: InboxFile,
        of model: ModelName,
        at path: RawPath,
        through pinned: RawPath? = nil,
        _ buffer: UnsafeMutableRawBufferPointer,
        _ copies: inout [Copy]
    ) throws -> TakeOutcome {
        guard let named = FileStatus(at: pinned ?? path) else { return .vanished(file) }
        // The folder stays open to its owner's program, but not under a name that it knows.
        if named.kind == .folder, file.status.kind == .folder || !file.halves.isEmpty {
            return try pack(file, of: model, at: path, named, &copies)
        }
        var taken = TakenFile(model: model, source: named.identity, rawName: file.rawName, folder: file.folder, path: path)
        guard named.kind == .regular else {
            return .refused(taken, Refusal(.invalid, what: "it was replaced by something that is no file", at: taken.place))
        }
        guard named.byteCount <= maxBytes else {
            return .refused(
                taken,
                Refusal(
                    .tooLarge,
                    what: "the file has \(named.byteCount) bytes; at most \(maxBytes) are taken",
                    at: taken.place,
                    fix: "split it, or raise the limit (inbox.file_bytes)"
                )
            )
        }
        let descriptor = (pinned ?? path).withCString { Glibc.open($0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC) }
        guard descriptor >= 0 else {
            let code = errno
            if code == ENOENT { return .vanished(file) }
            return .refused(
                taken,
                Refusal(
                    .forbidden,
                    what: "the daemon cannot read the file: \(String(cString: strerror(code)))",
                    at: taken.place,
                    fix: "drop it again readable for the daemon's user or group (chmod g+r)"
                )
            )
        }
        defer { close(descriptor) }
        guard let before = FileStatus(of: descriptor), before.hasContents(of: file.status) else { return changing(file, path) }
        try atStep(.copying)
        guard let copy = try copy(descriptor, before, path, buffer) else { return changing(file, path) }
        copies.append(copy)
        try atStep(.copiedToIncoming)
        taken.source = before.identity
        taken.digest = copy.digest
        taken.archivePath = archive.path(of: copy.digest)
        return .taken(taken)
    }

    /// It is not given as ready again at once.
    func stuck(_ file: InboxFile, _ refusal: Refusal) -> TakeOutcome {
        sightings.note(.stuck(.now, because: refusal), file.path)
        return .stuck(file, refusal)
    }

    /// It is left to rest where it is: its writer has it open and does not go by its name.
    func changing(_ file: InboxFile, _ path: RawPath) -> TakeOutcome {
        sightings.note(.closed(.now), path)
        return .changing(file)
    }

    /// - Returns: Nil where the file changed while it was read.
    private func copy(
        _ source: Int32,
        _ before: FileStatus,
        _ path: RawPath,
        _ buffer: UnsafeMutableRawBufferPointer
    ) throws(Refusal) -> Copy? {
        let target = archive.incoming.appending("\(getpid())-\(sequence.next())")
        let descriptor = target.withCString { Glibc.open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o440) }
        guard descriptor >= 0 else { throw FileWork.failure("the archive cannot be written", target) }
        defer { close(descriptor) }
        do throws(Refusal) {
            var hasher = SHA256()
            // One byte more than expected is enough to know that it grew.
            let copied = try FileWork.copy(source, path, to: descriptor, target, through: buffer, limit: before.byteCount) {
                hasher.update($0)
            }
            guard copied == before.byteCount, let after = FileStatus(of: source), after.hasContents(of: before) else {
                try FileWork.remove(target)
                return nil
            }
            return Copy(path: target, digest: hasher.finalize())
        } catch {
            try? FileWork.remove(target)
            throw error
        }
    }

    /// Puts copies under their digests: contents on disk first, then names, then the names on disk.
    private func keep(_ copies: [Copy], one few: Bool) throws {
        guard !copies.isEmpty else { return }
        if few { for copy in copies { try Self.sync(copy.path) } } else { try archive.syncAll() }
        try atStep(.contentsOnDisk)
        var kept: Set<Digest> = []
        for copy in copies {
            if try kept.contains(copy.digest) || archive.isSound(copy.digest) {
                try FileWork.remove(copy.path)
                continue
            }
            try FileWork.makeFolder(archive.folder(of: copy.digest))
            let target = archive.rawPath(of: copy.digest)
            guard copy.path.withCString({ from in target.withCString { rename(from, $0) } }) == 0 else {
                throw FileWork.failure("the file cannot be put into the archive", target)
            }
            kept.insert(copy.digest)
            try atStep(.movedToArchive)
        }
        if few {
            for digest in kept { try FileWork.syncFolder(archive.folder(of: digest)) }
            try archive.syncRoot()
        } else if !kept.isEmpty {
            try archive.syncAll()
        }
        try atStep(.archiveOnDisk)
    }

    private static func sync(_ path: RawPath) throws(Refusal) {
        let descriptor = path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC) }
        guard descriptor >= 0 else { throw FileWork.failure("the file cannot be opened", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw FileWork.failure("the file cannot be brought to disk", path) }
    }
}

/// Numbers that no two files of a process share.
final class SequenceCounter: Sendable {
    private let last = Atomic<UInt64>(0)
    func next() -> UInt64 { last.wrappingAdd(1, ordering: .relaxed).newValue }
}

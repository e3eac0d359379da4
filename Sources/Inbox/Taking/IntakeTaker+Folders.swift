import Domain
import Glibc
import Files

extension IntakeTaker {
    /// Brings the halves of a pair into one folder in `.taking/`, which is then taken as any folder is.
    ///
    /// - Parameter dropped: The folder in which they lie, unless a kill left them in `.taking/`.
    /// - Returns: Where it lies; or what became of the pair instead.
    func gather(_ file: InboxFile, from dropped: PinnedFolder, in taking: RawPath) throws -> (path: RawPath?, otherwise: TakeOutcome) {
        let gathering: GatheringFolder
        do throws(Refusal) {
            gathering = try GatheringFolder(for: file.halves[0].path, in: taking)
        } catch {
            return (nil, stuck(file, error))
        }
        for half in file.halves {
            let isDropped = half.path.folder == file.folder
            let code = gathering.add(half, from: isDropped ? dropped.path.appending(half.rawName) : half.path)
            guard code == 0 else {
                gathering.dissolve(into: file.folder)
                if code == ENOENT { return (nil, .vanished(file)) }
                return (nil, stuck(file, FileWork.failure("the file cannot be taken out of its folder", half.path, errno: code)))
            }
            sightings.forget(half.path)
            try atStep(.halfMoved)
        }
        let path = taking.appending(TakingName.make(changed: file.status.changed, sequence: sequence.next(), name: file.rawName))
        guard gathering.path.withCString({ from in path.withCString { rename(from, $0) } }) == 0 else {
            return (nil, stuck(file, FileWork.failure("the pair cannot be taken", gathering.path)))
        }
        try atStep(.movedToTaking)
        let isAtRest = file.halves.allSatisfy { FileStatus(at: path.appending($0.rawName))?.hasContents(of: $0.status) == true }
        return (isAtRest ? path : nil, isAtRest ? .vanished(file) : changing(file, path))
    }

    /// Packs a folder that lies in `.taking/` into the archive.
    ///
    /// - Parameter named: What stat says of the folder there.
    func pack(_ file: InboxFile, of model: ModelName, at path: RawPath, _ named: FileStatus, _ copies: inout [Copy]) throws -> TakeOutcome {
        var taken = TakenFile(
            model: model,
            source: named.identity,
            rawName: file.rawName,
            folder: file.folder,
            path: path,
            isFolder: true
        )
        do {
            let summary = try FolderWalk.visit(path)
            guard summary.packedByteCount <= maxBytes else {
                return .refused(
                    taken,
                    Refusal(
                        .tooLarge,
                        what: "the folder makes a tar of \(summary.packedByteCount) bytes; at most \(maxBytes) are taken",
                        at: taken.place,
                        fix: "split it, or raise the limit (inbox.file_bytes)"
                    )
                )
            }
            // What was gathered just now was compared file by file, and renaming its files has changed their times.
            guard !file.halves.isEmpty || summary.fingerprint == file.status.fingerprint else { return changing(file, path) }
            try atStep(.copying)
            guard let (copy, packed) = try packed(path) else { return changing(file, path) }
            copies.append(copy)
            try atStep(.copiedToIncoming)
            taken.source.byteCount = packed.byteCount
            taken.fingerprint = packed.summary.fingerprint
            taken.digest = copy.digest
            taken.archivePath = archive.path(of: copy.digest)
            taken.warnings = packed.summary.remark.map { [$0] } ?? []
            return .taken(taken)
        } catch let fault as FolderFault {
            return .refused(taken, fault.refusal.moved(from: path.description, to: taken.place))
        }
    }

    /// - Returns: Nil where the folder changed while it was read.
    private func packed(_ path: RawPath) throws -> (Copy, FolderPacker.Packed)? {
        let target = archive.incoming.appending("\(getpid())-\(sequence.next())")
        let descriptor = target.withCString { Glibc.open($0, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o440) }
        guard descriptor >= 0 else { throw FileWork.failure("the archive cannot be written", target) }
        defer { close(descriptor) }
        do {
            if let packed = try FolderPacker.pack(path, to: descriptor, at: target) {
                return (Copy(path: target, digest: packed.digest), packed)
            }
        } catch {
            try? FileWork.remove(target)
            throw error
        }
        try FileWork.remove(target)
        return nil
    }

    /// Removes a folder whose batch is recorded. One that somebody went on writing into since stays, to be taken once more: rows that the
    /// batch has are known again.
    func finishFolder(_ file: TakenFile) throws {
        guard FileStatus(at: file.path) != nil else { return sightings.forget(file.path) }
        // What cannot be looked through now is not known to be as it was.
        guard let summary = try? FolderWalk.visit(file.path), summary.fingerprint == file.fingerprint else {
            sightings.note(.closed(.now), file.path)
            return
        }
        guard let spent = try SpentFolder.make(of: file.path) else { return }
        sightings.forget(file.path)
        try atStep(.spent)
        try spent.remove()
    }

    /// Removes what ended daemons have left of folders.
    ///
    /// - Returns: What cannot be removed, each said once.
    public func sweep(_ spent: [SpentFolder]) -> [Refusal] {
        spent.compactMap { folder in
            do throws(Refusal) {
                try folder.remove()
                return nil
            } catch {
                return sightings.isNewRemark(folder.path) ? error : nil
            }
        }
    }

    /// Removes the copies that killed commands left unfinished.
    ///
    /// - Returns: What was done, and what could not be: each said once.
    public func sweep(_ abandoned: [AbandonedCopy]) -> [String] {
        abandoned.compactMap { copy in
            do throws(Refusal) {
                return try copy.remove()
                    ? "removed \(copy.path), left unfinished by a 'learnctl drop' that was killed: drop its file again if it is still wanted"
                    : nil
            } catch {
                return sightings.isNewRemark(copy.path) ? "\(error)" : nil
            }
        }
    }
}

extension Refusal {
    /// Names a place by where its owner put it, not by where it lies in `.taking/`.
    fileprivate func moved(from path: String, to original: String) -> Refusal {
        var copy = self
        if let place, place.hasPrefix(path) { copy.place = original + place.dropFirst(path.count) }
        return copy
    }
}

import CLinux
import Domain
import Glibc
import Files

/// Looks into every folder of the inbox: the truth, of which inotify is only a hint.
///
/// Blocks for about two microseconds a file, those in dropped folders included; for a thread of the caller's own.
public struct InboxScan: Sendable {
    private let root: RawPath
    /// How long files must lie unchanged; a reload may change it between two looks.
    public var settling: Settling
    let sightings: Sightings

    /// - Parameters:
    ///   - inbox: The folder that holds a folder for each model.
    ///   - sightings: Shared with the watcher, which writes events into it.
    public init(inbox: String, settling: Settling = Settling(), sightings: Sightings) {
        root = RawPath(inbox)
        self.settling = settling
        self.sightings = sightings
    }

    /// - Throws: `Refusal` where the inbox itself cannot be read; a folder in it that cannot be is a remark.
    public func look() throws(Refusal) -> InboxView {
        try look(at: .now, stampClock: Self.clock())
    }

    /// - Parameter stampClock: Nanoseconds since 1970, to compare with change times.
    package func look(at now: ContinuousClock.Instant, stampClock: Int64) throws(Refusal) -> InboxView {
        var pass = Pass(now: now, clock: stampClock)
        for name in try FileWork.list(root).sorted(by: { $0.lexicographicallyPrecedes($1) }) where !IgnoredNames.contains(name) {
            let path = root.appending(name)
            guard let status = FileStatus(at: path) else { continue }
            if status.kind == .folder {
                lookInto(path, name, &pass)
            } else {
                let file = InboxFile(
                    model: nil,
                    folder: root,
                    folderName: nil,
                    rawName: name,
                    path: path,
                    isLeftover: false,
                    status: status
                )
                consider(file, &pass, misplaced: Self.withoutModel(name))
            }
        }
        sightings.prune(keeping: pass.seen, remarked: pass.remarked, before: pass.now)
        pass.leftovers.sort { $0.path.lastName.lexicographicallyPrecedes($1.path.lastName) }
        pass.ready.sort { left, right in
            left.status.changed != right.status.changed
                ? left.status.changed < right.status.changed : left.rawName.lexicographicallyPrecedes(right.rawName)
        }
        pass.view.ready = pass.leftovers + pass.ready
        return pass.view
    }

    /// A look in progress.
    struct Pass {
        let now: ContinuousClock.Instant
        /// Nanoseconds since 1970, to compare with change times.
        let clock: Int64
        var view = InboxView()
        var leftovers: [InboxFile] = []
        var ready: [InboxFile] = []
        var seen: Set<RawPath> = []
        var remarked: Set<RawPath> = []

        mutating func leave(_ refusal: Refusal) {
            view.untakenCount += 1
            if view.untaken.count < 100 { view.untaken.append(refusal) }
        }

        mutating func look(again wait: Duration) { view.nextLook = min(view.nextLook ?? wait, wait) }
    }

    private func lookInto(_ folder: RawPath, _ name: [UInt8], _ pass: inout Pass) {
        let model = try? ModelName(String(decoding: name, as: UTF8.self))
        let misplaced = model == nil ? Self.nameless(name) : nil
        let names: [[UInt8]]
        let pinned: PinnedFolder
        do throws(Refusal) {
            pinned = try PinnedFolder(folder)
            names = try FileWork.list(pinned.path)
        } catch {
            remark(folder, error, &pass)
            return
        }
        for entry in names where PartName.matches(entry) { considerCopy(entry, in: folder, at: pinned.path.appending(entry), &pass) }
        var halves: [InboxFile] = []
        func consider(_ entry: [UInt8], at path: RawPath, isLeftover: Bool, _ pass: inout Pass) {
            guard let status = FileStatus(at: isLeftover ? path : pinned.path.appending(entry)) else { return }
            let file = InboxFile(
                model: model,
                folder: folder,
                folderName: name,
                rawName: isLeftover ? TakingName.original(entry) ?? entry : entry,
                path: path,
                isLeftover: isLeftover,
                status: status
            )
            if model != nil, !isLeftover, status.kind == .regular, IDXHalf(name: entry) != nil {
                halves.append(file)
            } else {
                self.consider(file, &pass, misplaced: misplaced)
            }
        }
        for entry in names where !IgnoredNames.contains(entry) {
            consider(entry, at: folder.appending(entry), isLeftover: false, &pass)
        }
        let taking = folder.appending(TakingFolder.name)
        do throws(Refusal) {
            try TakingFolder.check(taking)
        } catch {
            remark(taking, error, &pass)
            considerHalves(halves, &pass)
            return
        }
        for entry in (try? FileWork.list(taking)) ?? [] {
            let path = taking.appending(entry)
            if entry.starts(with: SpentFolder.prefix) {
                pass.view.spent.append(SpentFolder(path: path))
                pass.remarked.insert(path)
            } else if entry.starts(with: GatheringFolder.prefix) {
                let gathered = GatheringFolder(path: path).halves(of: model, folder, name)
                if gathered.isEmpty { pass.view.spent.append(SpentFolder(path: path)) }
                halves += gathered
            } else {
                consider(entry, at: path, isLeftover: true, &pass)
            }
        }
        considerHalves(halves, &pass)
    }

    private func consider(_ file: InboxFile, _ pass: inout Pass, misplaced: Refusal?) {
        if let refusal = Self.strange(file) {
            remark(file.path, refusal, &pass)
        } else if file.status.kind == .folder {
            considerFolder(file, &pass, misplaced: misplaced)
        } else {
            settle(file, &pass, misplaced: misplaced) { Self.isCertainlyClosed(file.path) }
        }
    }

    /// Finds a client's unfinished copy abandoned, or says when it may be.
    private func considerCopy(_ name: [UInt8], in folder: RawPath, at path: RawPath, _ pass: inout Pass) {
        guard let status = FileStatus(at: path), status.kind == .regular else { return }
        let remaining = AbandonedCopy.age - .nanoseconds(pass.clock - status.changed)
        if remaining > .zero {
            pass.look(again: remaining)
        } else {
            let copy = AbandonedCopy(folder: folder, name: name, status: status)
            pass.remarked.insert(copy.path)
            pass.view.abandoned.append(copy)
        }
    }

    /// Gives a file as ready, or says when to look again.
    func settle(_ file: InboxFile, _ pass: inout Pass, misplaced: Refusal?, isCertainlyClosed: () -> Bool) {
        pass.seen.insert(file.path)
        let remaining = remaining(file, pass, isCertainlyClosed: isCertainlyClosed)
        if remaining > .zero {
            pass.look(again: remaining)
            if let reason = misplaced ?? sightings.stuckBecause(file.path) { pass.leave(reason) }
        } else if let misplaced {
            pass.view.misplaced.append(InboxView.Misplaced(file: file, refusal: misplaced))
        } else if file.isLeftover {
            pass.leftovers.append(file)
        } else {
            pass.ready.append(file)
        }
    }

    /// How long a file must still lie; not positive where it is at rest.
    func remaining(_ file: InboxFile, _ pass: Pass) -> Duration {
        remaining(file, pass) { Self.isCertainlyClosed(file.path) }
    }

    private func remaining(_ file: InboxFile, _ pass: Pass, isCertainlyClosed: () -> Bool) -> Duration {
        let sighting = sightings.look(file.path, file.status, at: pass.now)
        let unchanged = unchanged(sighting, file.status, pass)
        switch sighting.event {
        case .stuck(let at, _): return settling.unseen - at.duration(to: pass.now)
        // It cannot be read under this name, so nothing is lost by waiting: programs write to `cases.csv.8F2b6cA1`, check, and rename.
        case _ where isOfUnknownEnding(file): return settling.unseen - unchanged
        case .moved: return .zero
        case .closed(let at): return settling.closed - min(unchanged, at.duration(to: pass.now))
        case .none where file.isLeftover: return .zero
        case .none:
            if unchanged >= settling.unseen { return .zero }
            if unchanged < settling.closed { return settling.closed - unchanged }
            return isCertainlyClosed() ? .zero : min(settling.closed, settling.unseen - unchanged)
        }
    }

    private func isOfUnknownEnding(_ file: InboxFile) -> Bool {
        file.status.kind == .regular && !file.isLeftover && IDXHalf(name: file.rawName) == nil
            && KnownEndings.ending(of: file.rawName) == nil
    }

    /// Seen unchanged by our own clock, or by the kernel's stamp: the latter serves for what lay there before we came. A stamp in the future
    /// (the clock was set back) says nothing.
    func unchanged(_ sighting: Sightings.Sighting, _ status: FileStatus, _ pass: Pass) -> Duration {
        max(sighting.unchangedSince.duration(to: pass.now), Duration.nanoseconds(max(0, pass.clock - status.changed)))
    }

    func remark(_ path: RawPath, _ refusal: Refusal, _ pass: inout Pass) {
        pass.remarked.insert(path)
        pass.leave(refusal)
        if sightings.isNewRemark(path) { pass.view.remarks.append(refusal) }
    }

    /// Whether the kernel vouches that nobody has the file open for writing; false where it will not say, as for other users' files.
    private static func isCertainlyClosed(_ path: RawPath) -> Bool {
        let descriptor = path.withCString { open($0, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC) }
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return learnd_has_writers(descriptor) == 0
    }

    private static func clock() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

extension InboxScan {
    private static func strange(_ file: InboxFile) -> Refusal? {
        let what: String
        switch file.status.kind {
        case .regular, .folder: return nil
        case .link: what = "a symbolic link"
        case .other(let kind): what = kind
        }
        return Refusal(
            .invalid,
            what: "this is \(what), neither file nor folder; it is left alone",
            at: file.place,
            fix: "put the file itself there"
        )
    }

    private static func withoutModel(_ name: [UInt8]) -> Refusal {
        let name = String(decoding: name, as: UTF8.self)
        return Refusal(
            .invalid,
            what: "'\(name)' is not in a model's folder",
            at: "inbox/\(name)",
            fix: "put it into inbox/<model>/, making that folder if need be"
        )
    }

    private static func nameless(_ folder: [UInt8]) -> Refusal? {
        do throws(Refusal) {
            _ = try ModelName(String(decoding: folder, as: UTF8.self))
            return nil
        } catch {
            return error.within("inbox")
        }
    }
}

import CLinux
import Domain
import Glibc
import Files

extension InboxScan {
    /// A folder that was dropped is looked through at most once in the time that it must rest: a copy that grows for minutes must not cost a
    /// walk for every file of it. Until then nothing that is found could make it ready.
    func considerFolder(_ file: InboxFile, _ pass: inout Pass, misplaced: Refusal?) {
        if let known = sightings.known(file.path), let status = known.status, !file.isLeftover {
            let wait = pause(known, status, pass)
            if wait > .zero {
                pass.seen.insert(file.path)
                pass.look(again: wait)
                return
            }
        }
        var file = file
        do {
            let summary = try FolderWalk.visit(file.path)
            file.status.byteCount = summary.byteCount
            file.status.changed = max(file.status.changed, summary.newestChange)
            file.status.fingerprint = summary.fingerprint
            // Somebody may only just have made it, to fill it by hand.
            settle(file, &pass, misplaced: misplaced) { summary.fileCount > 0 && Self.areCertainlyClosed(in: file.path) }
        } catch is FolderFault {
            // Taking it tells what is wrong with it.
            settle(file, &pass, misplaced: misplaced) { false }
        } catch let refusal as Refusal {
            remark(file.path, refusal, &pass)
        } catch {
            remark(file.path, Refusal(.failed, what: "\(error)", at: file.place), &pass)
        }
    }

    /// How long nothing new can come of a look; not positive where it is worth one.
    private func pause(_ sighting: Sightings.Sighting, _ status: FileStatus, _ pass: Pass) -> Duration {
        let unchanged = unchanged(sighting, status, pass)
        switch sighting.event {
        case .moved: return .zero
        case .closed(let at): return settling.closed - min(unchanged, at.duration(to: pass.now))
        case .stuck(let at, _): return settling.unseen - at.duration(to: pass.now)
        case .none: return min(settling.closed, settling.unseen) - unchanged
        }
    }

    private struct Open: Error {}

    /// Whether the kernel vouches that nobody has a file of the folder open for writing, under whatever name.
    private static func areCertainlyClosed(in folder: RawPath) -> Bool {
        do {
            _ = try FolderWalk.visit(folder) { file in
                guard let descriptor = try file.open(in: folder) else { throw Open() }
                defer { close(descriptor) }
                if learnd_has_writers(descriptor) != 0 { throw Open() }
            }
            return true
        } catch {
            return false
        }
    }
}

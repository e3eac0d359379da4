import Domain
import Files

extension InboxScan {
    /// Puts IDX files together with their other halves. What has none waits, without end; it is told at once in the view and, when it has
    /// waited as long as a file of which nothing is known, once in the log.
    ///
    /// - Parameter files: All halves of one model's folder. Those that a kill left on the way to their other half come first.
    func considerHalves(_ files: [InboxFile], _ pass: inout Pass) {
        var alone: [(file: InboxFile, half: IDXHalf)] = []
        let ordered = files.sorted { left, right in
            left.isLeftover != right.isLeftover
                ? left.isLeftover
                : left.status.changed != right.status.changed
                    ? left.status.changed < right.status.changed : left.rawName.lexicographicallyPrecedes(right.rawName)
        }
        for file in ordered {
            pass.seen.insert(file.path)
            guard let half = IDXHalf(name: file.rawName) else { continue }
            guard let index = alone.firstIndex(where: { $0.half.belongs(to: half) }) else {
                alone.append((file, half))
                continue
            }
            let other = alone.remove(at: index)
            let wait = max(remaining(file, pass), remaining(other.file, pass))
            if wait > .zero {
                pass.look(again: wait)
            } else {
                let images = half.content == .images ? (file, half) : (other.file, other.half)
                pass.ready.append(Self.pair(images.0, images.1, labels: half.content == .images ? other.file : file))
            }
        }
        for (file, half) in alone { wait(file, half, &pass) }
    }

    private static func pair(_ images: InboxFile, _ half: IDXHalf, labels: InboxFile) -> InboxFile {
        var pair = images
        pair.isLeftover = false
        pair.rawName = Array(half.pairName.utf8)
        pair.status.byteCount += labels.status.byteCount
        pair.status.changed = max(images.status.changed, labels.status.changed)
        pair.halves = [images, labels].map { InboxFile.Half(rawName: $0.rawName, path: $0.path, status: $0.status) }
        return pair
    }

    private func wait(_ file: InboxFile, _ half: IDXHalf, _ pass: inout Pass) {
        let rest = remaining(file, pass)
        guard rest <= .zero else { return pass.look(again: rest) }
        let missing = half.content == .images ? IDXHalf.Content.labels : .images
        let refusal = Refusal(
            .conflict,
            what: "these IDX \(half.content.words) wait for their \(missing.words)",
            at: file.folder.appending(file.rawName).description,
            fix: "put '\(half.partnerName)' beside it"
        )
        pass.view.waiting.append(refusal)
        let sighting = sightings.look(file.path, file.status, at: pass.now)
        let late = settling.unseen - unchanged(sighting, file.status, pass)
        if late > .zero { pass.look(again: late) } else { remark(file.path, refusal, &pass) }
    }
}

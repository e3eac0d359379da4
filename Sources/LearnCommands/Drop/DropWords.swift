import Domain
import LearnAPI

/// What became of dropped files, in words and in JSON.
enum DropWords {
    static func line(_ file: DroppedFile, model: ModelName) -> String {
        (file.path + ": " + what(file, model: model)).printable
    }

    static func status(_ files: [DroppedFile]) -> CommandStatus {
        let statuses = files.map { file -> CommandStatus in
            switch file.outcome {
            case .learned, .duplicate: .ok
            case .held: .refusedByGate
            case .refused, .setAside, .onHold, nil: .failed
            }
        }
        return statuses.contains(.failed) ? .failed : statuses.contains(.refusedByGate) ? .refusedByGate : .ok
    }

    /// The line that is redrawn while waiting.
    static func progress(_ tracker: DropTracker, width: Int) -> String {
        let open = tracker.open
        let label = open.count == 1 ? open[0].inboxName.printable : "\(open.count) files"
        if let progress = tracker.progress, progress.steps > 0, open.contains(where: { $0.batch != nil }) {
            let share = Double(progress.step) / Double(progress.steps)
            return ProgressBar.line(
                "learning " + label, share: share, note: "step \(progress.step) of \(progress.steps)", width: width)
        }
        return open.contains { $0.batch != nil } ? "\(label): in the queue" : "\(label): waiting to be taken from the inbox"
    }

    private static func what(_ file: DroppedFile, model: ModelName) -> String {
        let number = file.batch.map { "batch \($0.id)" } ?? "it"
        let setAside = file.batch.map { $0.refusedRows > 0 ? ", \(Amounts.count($0.refusedRows, "row")) refused" : "" } ?? ""
        switch file.outcome {
        case .learned(let version):
            return "learned: version \(version) serves (\(number), \(Amounts.count(file.batch?.rows ?? 0, "row"))\(setAside))"
        case .held(let reason):
            return "held by the gate (\(number)): \(reason); see 'learnctl versions \(model)', then promote, requeue or set-aside"
        case .refused(let reason): return "refused: \(reason)"
        case .setAside(let reason): return "set aside (\(number)): \(reason)"
        case .duplicate(let original): return "nothing new: the same as \(original.map { "batch \($0)" } ?? "an earlier file")"
        case .onHold(let reason): return "waits (\(number)): \(model) is on hold (\(reason)); let it learn with 'learnctl unhold \(model)'"
        case nil: return file.batch == nil ? "in the inbox as \(file.inboxPath)" : "waits in the queue (\(number))"
        }
    }
}

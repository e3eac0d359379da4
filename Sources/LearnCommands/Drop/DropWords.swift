import Domain
import LearnAPI

/// What became of dropped files, in words and in JSON.
enum DropWords {
    /// What became of a file, then what the daemon has to say of it: what it understood of a first file, and its warnings.
    static func lines(_ file: DroppedFile, model: ModelName) -> [String] {
        let notes = (file.batch?.notes ?? []).map { "  " + $0 }
        let warnings = ((file.batch?.warnings ?? []) + file.remarks).map { "warning: " + $0 }
        let hints = file.hints.map { "  " + $0 }
        return ([file.path + ": " + what(file, model: model)] + notes + hints + warnings).map(\.printable)
    }

    static func status(_ files: [DroppedFile]) -> CommandStatus {
        let statuses = files.map { file -> CommandStatus in
            switch file.outcome {
            case .learned: .ok
            case .held: .refusedByGate
            case .duplicate: status(ofOriginal: file.original)
            case .refused, .setAside, .paused, nil: .failed
            }
        }
        return statuses.contains(.failed) ? .failed : statuses.contains(.refusedByGate) ? .refusedByGate : .ok
    }

    private static func status(ofOriginal batch: BatchResponse?) -> CommandStatus {
        switch batch?.state {
        case .learned, nil: .ok
        case .held: .refusedByGate
        case .waiting, .training, .setAside, .refused, .duplicate: .failed
        }
    }

    private static func what(_ file: DroppedFile, model: ModelName) -> String {
        let number = file.batch.map { "batch \($0.id)" } ?? "it"
        let skipped = file.batch.map { $0.skippedRows > 0 ? ", \(Amounts.count($0.skippedRows, "row")) skipped" : "" } ?? ""
        switch file.outcome {
        case .learned(let version):
            return "learned: version \(version) serves (\(number), \(Amounts.count(file.batch?.rows ?? 0, "row"))\(skipped))"
        case .held(let reason):
            return "held by the gate (\(number)): \(reason); \(choices(file.batch, model))"
        case .refused(let reason): return "refused: \(withoutName(reason, file))"
        case .setAside(let reason): return "set aside (\(number)): \(withoutName(reason, file))"
        case .duplicate: return "duplicate: " + OriginalWords.phrase(file, model: model)
        case .paused(let reason): return "waiting (\(number)): \(model) is paused (\(reason)); to continue, run 'learnctl resume \(model)'"
        case nil where file.batch?.state == .duplicate: return "duplicate: " + OriginalWords.phrase(file, model: model)
        case nil: return file.batch == nil ? "in the inbox as \(file.inboxPath)" : "waiting in the queue (\(number))"
        }
    }

    /// What a person may do with what the gate held.
    private static func choices(_ batch: BatchResponse?, _ model: ModelName) -> String {
        guard let batch, let version = batch.version else { return "see 'learnctl versions \(model)', then set-aside, requeue or promote" }
        return
            "see 'learnctl show \(model) \(version)'; then 'learnctl set-aside \(batch.id)' leaves it out, 'learnctl requeue \(batch.id)' tries again, "
            + "'learnctl promote \(model) \(version)' serves it anyway"
    }

    /// The line begins with the file's path: its name need not stand there once more.
    private static func withoutName(_ reason: String, _ file: DroppedFile) -> String {
        let name = (file.batch?.file ?? file.inboxName) + ": "
        return reason.hasPrefix(name) ? String(reason.dropFirst(name.count)) : reason
    }
}

import Domain
import LearnAPI

/// Models that are relearned or removed, in words.
enum RelearnWords {
    static func lines(_ answer: RelearnResponse) -> [String] {
        lines(answer, "relearning \(answer.model): \(Amounts.count(answer.versions, "version")) deleted, \(queued(answer))")
    }

    /// Of a reload, which had it relearned.
    static func reformed(_ answer: RelearnResponse) -> [String] {
        lines(answer, "\(answer.model) is being relearned under the changed settings: \(queued(answer))")
    }

    static func removal(_ answer: RemoveResponse) -> [String] {
        let records = "the \(answer.files == 1 ? "record" : "records") of \(Amounts.count(answer.files, "file"))"
        var lines = ["\(answer.model) is removed: \(Amounts.count(answer.versions, "version")) and \(records) deleted\(copies(answer))"]
        if let unread = answer.unreadFiles {
            lines.append(
                "its inbox folder still holds \(Amounts.count(unread, "file")) that learnd has not read yet: "
                    + "\(unread == 1 ? "it" : "they") will create a new model of this name"
            )
        }
        return lines
    }

    /// What went from the archive with the records: a file that another model has too stays there.
    private static func copies(_ answer: RemoveResponse) -> String {
        guard answer.archivedFiles > 0 else { return "" }
        if answer.files == 1 { return ", with its archived copy" }
        return ", with " + (answer.archivedFiles == 1 ? "1 archived copy" : "their \(answer.archivedFiles) archived copies")
    }

    /// `3 versions deleted, 12 files queued again`
    static func amount(_ change: ModelChange) -> String {
        let versions = Amounts.count(change.versions, "version")
        let files = Amounts.count(change.files, "file")
        return change.kind == .removed ? "\(versions) and \(files) deleted" : "\(versions) deleted, \(files) queued again"
    }

    private static func queued(_ answer: RelearnResponse) -> String { "\(Amounts.count(answer.waiting, "file")) queued" }

    private static func lines(_ answer: RelearnResponse, _ first: String) -> [String] {
        var lines = [first, "  label '\(answer.label.printable)', \(answer.task.rawValue)"]
        lines += (answer.notes ?? []).map { "  \($0.printable)" }
        lines += (answer.warnings ?? []).map { "  warning: \($0.printable)" }
        lines += answer.refused.map { "  " + BatchWords.sentence($0).replacing(" is refused", with: " is now refused") }
        if answer.duplicates > 0 { lines.append("  \(Amounts.count(answer.duplicates, "duplicate file")) skipped") }
        if answer.setAside > 0 {
            let stay = answer.setAside == 1 ? "stays" : "stay"
            lines.append(
                "  \(Amounts.count(answer.setAside, "file")) \(stay) set aside; 'learnctl requeue BATCH' reads one again and queues it"
            )
        }
        if answer.paused != nil { lines.append("\(answer.model) is paused: files wait until 'learnctl resume \(answer.model)'") }
        return lines
    }
}

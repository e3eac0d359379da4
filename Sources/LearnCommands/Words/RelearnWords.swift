import Domain
import LearnAPI

/// Models that are learned again or removed, in words.
enum RelearnWords {
    static func lines(_ answer: RelearnResponse) -> [String] {
        lines(answer, "\(answer.model) is learned again: \(Amounts.count(answer.versions, "version")) deleted, \(waiting(answer))")
    }

    /// Of a reload, which had it learned again.
    static func reformed(_ answer: RelearnResponse) -> [String] {
        lines(answer, "\(answer.model) is learned again under the changed settings: \(waiting(answer))")
    }

    static func removal(_ answer: RemoveResponse) -> [String] {
        var lines = [
            "\(answer.model) is removed: \(Amounts.count(answer.versions, "version")) and \(Amounts.count(answer.files, "file")) deleted"
        ]
        if answer.archivedFiles > 0 { lines[0] += "; \(Amounts.count(answer.archivedFiles, "file")) deleted from the archive" }
        if let unread = answer.unreadFiles {
            lines.append(
                "its inbox folder still holds \(Amounts.count(unread, "file")) that nobody has read: \(unread == 1 ? "it begins" : "they begin") a new model"
            )
        }
        return lines
    }

    /// `3 versions deleted, 12 files queued again`
    static func amount(_ change: ModelChange) -> String {
        let versions = Amounts.count(change.versions, "version")
        let files = Amounts.count(change.files, "file")
        return change.kind == .removed ? "\(versions) and \(files) deleted" : "\(versions) deleted, \(files) queued again"
    }

    private static func waiting(_ answer: RelearnResponse) -> String {
        "\(Amounts.count(answer.waiting, "file")) queued\(answer.waiting == 1 ? "" : " in the order they came")"
    }

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

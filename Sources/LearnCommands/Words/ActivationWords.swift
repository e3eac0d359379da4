import Domain
import LearnAPI

/// Changes of the serving version in words.
enum ActivationWords {
    static func table(_ answer: HistoryResponse, width: Int?) -> [String] {
        let changes = answer.changes ?? []
        guard !answer.activations.isEmpty || !changes.isEmpty else { return ["\(answer.model) has never served"] }
        var table = Table(
            .text("WHEN (UTC)", .leave(order: 1)),
            .text("WHAT"),
            .number("FROM", .leave(order: 2)),
            .number("TO"),
            .text("BY", .cut(to: 6)),
            .text("REASON", .cut(to: 6))
        )
        let rows = answer.activations.map { ($0.at, cells($0)) } + changes.map { ($0.at, cells($0)) }
        // Both lists are newest first; of the same moment an activation came after the change that made room for it.
        for (_, cells) in rows.enumerated().sorted(by: { ($1.element.0, $0.offset) < ($0.element.0, $1.offset) }).map(\.element) {
            table.add(cells)
        }
        return table.lines(fitting: width)
    }

    private static func cells(_ activation: Activation) -> [String] {
        [
            ModelWords.time(activation.at), activation.kind.rawValue, ModelWords.number(activation.from), activation.to.description,
            ModelWords.name(activation.by), activation.reason ?? "",
        ]
    }

    private static func cells(_ change: ModelChange) -> [String] {
        [
            ModelWords.time(change.at), change.kind.rawValue, "-", "-", ModelWords.name(change.by),
            RelearnWords.amount(change) + (change.reason.map { ": \($0)" } ?? ""),
        ]
    }

    static func rollback(_ answer: ActivationResponse) -> [String] {
        // To a later one that was left before, it is the same change the other way.
        let isBack = answer.from.map { $0 > answer.to } ?? true
        let verb = (answer.applied ? "rolled" : "would roll") + (isBack ? " back" : " forward")
        let from = answer.from.map { " from version \($0)" } ?? ""
        var lines = ["\(answer.model) \(verb)\(from) to version \(answer.to)"]
        lines += files(answer)
        guard answer.applied else { return lines + ["nothing was changed (--dry-run)"] }
        return lines + paused(answer)
    }

    static func promotion(_ answer: ActivationResponse) -> [String] {
        let from = answer.from.map { " instead of version \($0)" } ?? ""
        return ["\(answer.model) serves version \(answer.to)\(from)"] + files(answer) + paused(answer)
    }

    private static func files(_ answer: ActivationResponse) -> [String] {
        answer.batches.map { batch in
            if batch.state == .learned {
                return
                    "  batch \(batch.id) (\(batch.file.printable)) \(answer.applied ? "counts" : "would count") as learned: version \(answer.to) has learned it"
            }
            guard batch.state == .waiting else {
                return "  " + BatchWords.sentence(batch).replacing(" is ", with: answer.applied ? " is now " : " would be ")
            }
            let queued = "\(answer.applied ? "is" : "would be") queued again: version \(answer.to) does not include it"
            return "  batch \(batch.id) (\(batch.file.printable)) \(queued)"
        }
    }

    private static func paused(_ answer: ActivationResponse) -> [String] {
        guard answer.paused != nil else { return [] }
        return ["\(answer.model) is paused: files are accepted but not learned until you run 'learnctl resume \(answer.model)'"]
    }
}

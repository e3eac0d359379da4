import Domain
import LearnAPI

/// Models in words.
enum ModelWords {
    /// `learning 45 %`, `judging`, `paused: rolled back`, `ready`, `empty`.
    static func standing(_ model: ModelSummary) -> String {
        if let job = model.job { return JobWords.standing(job) }
        if model.damage != nil { return "damaged: no version loads" }
        if let pause = model.paused { return "paused: \(pause.reason)" }
        return model.serving == nil ? "no version yet" : "ready"
    }

    static func table(_ models: [ModelSummary], width: Int?) -> [String] {
        guard !models.isEmpty else { return ["no models yet; drop a file: learnctl drop --model NAME FILE"] }
        var table = Table(
            .text("MODEL", .cut(to: 12)),
            .text("TASK", .leave(order: 7)),
            .number("SERVING"),
            .number("VERSIONS", .leave(order: 6)),
            .number("LEARNED", .leave(order: 2)),
            .number("WAITING", .leave(order: 1)),
            .number("HELD", .leave(order: 3)),
            .number("SET ASIDE", .leave(order: 4)),
            .text("STATE", .cut(to: 10))
        )
        for model in models {
            let waiting = files(model, .waiting) + files(model, .training)
            let counts = [files(model, .learned), waiting, files(model, .held), files(model, .setAside)]
            table.add(
                [model.name.text, model.task?.rawValue ?? "-", number(model.serving), String(model.versions)] + counts.map(String.init)
                    + [standing(model)]
            )
        }
        return table.lines(fitting: width)
    }

    static func number(_ version: VersionNumber?) -> String { version?.description ?? "-" }

    static func files(_ model: ModelSummary, _ state: BatchState) -> Int { model.batches[state.rawValue] ?? 0 }

    /// `2026-11-23 02:45:10` of an ISO 8601 time; fractions and the zone, which is always UTC, left out.
    static func time(_ iso8601: String) -> String {
        String(iso8601.prefix(19).map { $0 == "T" ? " " : $0 })
    }

    /// `root`, or `uid 1000`.
    static func name(_ initiator: Initiator) -> String { initiator.user ?? "uid \(initiator.uid)" }
}

import Domain
import LearnAPI

/// A model and a version in full.
enum ReportWords {
    static func lines(_ answer: ModelResponse, width: Int?) -> [String] {
        let model = answer.model
        var facts = Facts()
        facts.add("model", model.name.text)
        facts.add("state", ModelWords.standing(model))
        facts.add("serving", model.serving.map { "version \($0)" })
        facts.add("next job from", model.head == model.serving ? nil : model.head.map { "version \($0)" })
        facts.add("paused", model.paused.map { "since \(ModelWords.time($0.since)) by \(ModelWords.name($0.by)): \($0.reason)" })
        facts.add(
            "files",
            model.batches.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.replacing("_", with: " "))" }.joined(separator: ", ")
        )
        if let heads = answer.schema?.heads {
            for head in heads {
                facts.add("label", "\(head.label) (\(head.classes.map { $0.joined(separator: ", ") } ?? head.task.rawValue))")
            }
        } else {
            facts.add("task", model.task?.rawValue)
            facts.add("label", answer.schema?.label)
            facts.add("classes", answer.schema?.classes?.joined(separator: ", "))
        }
        facts.add("memory", "up to \(answer.specification.memory.capacity) rows")
        facts.add("method", MethodWords.text(answer))
        facts.add("texts", answer.texts.map { TextWords.lines($0, model.name) })
        facts.add("gate", answer.specification.gate.enabled ? "margin \(points(answer.specification.gate.margin))" : "off")
        var understood: [String] = []
        if let notes = answer.notes, !notes.isEmpty {
            understood = ["", "inferred from the first file"] + notes.flatMap { indented($0, width) }
        }
        let told = facts.lines(fitting: width) + understood
        guard let columns = answer.schema?.columns else { return told }
        var table = Table(.text("COLUMN"), .text("KIND"))
        for run in ColumnRun.runs(of: columns) { table.add([run.name, run.kind]) }
        return told + [""] + table.lines(fitting: width)
    }

    private static func indented(_ text: String, _ width: Int?) -> [String] {
        text.printable.wrapped(to: width.map { $0 - 2 }).map { "  " + $0 }
    }

    static func lines(_ answer: VersionResponse, width: Int?) -> [String] {
        let version = answer.version
        var facts = Facts()
        facts.add("version", "\(version.number) of \(answer.model)")
        // The gate's reasons stand below, each on a line of its own.
        let reason = answer.gate?.reasons.isEmpty == false ? nil : version.reason
        facts.add("state", VersionWords.state(version) + (reason.map { ": \($0)" } ?? ""))
        facts.add("digest", version.digest.description)
        facts.add("parent", ModelWords.number(version.parent))
        facts.add("created", ModelWords.time(version.createdAt) + " UTC")
        facts.add(
            "learned",
            version.files.isEmpty
                ? nil : version.files.map { "\($0.file) (batch \($0.batch), \(Amounts.count($0.rows, "row")))" }.joined(separator: ", ")
        )
        facts.add("size", Amounts.bytes(version.bytes))
        if let training = answer.training {
            let seconds = Duration.milliseconds(Int64(training.seconds * 1000))
            let what = training.method == "analytic" && training.refinement == nil ? "solved" : Amounts.count(training.steps, "step")
            facts.add("training", "\(what) in \(Amounts.duration(seconds))")
            if let refinement = training.refinement, let before = refinement.before, let after = refinement.after {
                let losses = "\(Amounts.fixed(before, digits: 4)) before, \(Amounts.fixed(after, digits: 4)) now"
                facts.add("refined", "loss \(losses), on \(Amounts.count(refinement.rows, "validation row"))")
            }
            facts.add("method", training.method)
            facts.add("chosen", training.evidence.map { MethodWords.text($0, version.evaluation?.metric ?? .accuracy) })
            facts.add("memory", Amounts.count(training.memoryRows, "row"))
            facts.add("made by", training.making.map(VerifyWords.words))
        }
        if let gate = answer.gate { add(gate, to: &facts) }
        facts.add("forgetting", version.evaluation.flatMap(VersionWords.forgetting).map { "\($0), in points, mean over the earlier files" })
        let heads = (version.evaluation?.heads ?? [:]).sorted { $0.key < $1.key }
        return facts.lines(fitting: width) + scores(version.evaluation, width)
            + heads.flatMap { ["", "label \($0.key.printable)"] + scores($0.value, width) }
    }

    /// A loss is told as far as it is certain, at 95 %.
    private static func loss(_ certain: Double, allowed: Double) -> String {
        certain > 0 ? "at least \(points(certain)) (limit \(points(allowed)))" : "not significant (limit \(points(allowed)))"
    }

    private static func add(_ gate: GateReport, to facts: inout Facts) {
        facts.add("gate", (gate.passed ? "passed" : "held") + (gate.enabled ? "" : " (off)"))
        for reason in gate.reasons + (gate.remarks ?? []) { facts.add("", reason) }
        facts.add(
            "precision",
            gate.precisionLoss.map { loss in
                switch gate.precision {
                case .int8: "8 bits, which cost \(points(loss))"
                case .bfloat16: "bfloat16, which cost \(points(loss))"
                case .single, nil: "32 bits: fewer would cost \(points(loss))"
                }
            }
        )
        if let heads = gate.heads {
            for (name, own) in heads.sorted(by: { $0.key < $1.key }) {
                facts.add("label \(name.printable)", own.passed ? "passed" : "held")
                addComparison(own, to: &facts)
            }
        } else {
            addComparison(gate, to: &facts)
        }
    }

    private static func addComparison(_ gate: GateReport, to facts: inout Facts) {
        guard let serving = gate.serving, let candidate = gate.candidate, let rows = gate.rows else { return }
        facts.add(
            "compared",
            "\(Amounts.percent(serving)) before, \(Amounts.percent(candidate)) now, on \(Amounts.count(rows, "held-out row")) of earlier files"
        )
        if let overlap = gate.overlap, overlap > 0 {
            let what = "confusions with similar-looking new classes; not counted as forgetting"
            facts.add("overlap", "\(points(overlap)) of the loss are \(what)")
        }
        facts.add("score lost", gate.certainLoss.map { loss($0, allowed: gate.margin) })
        facts.add("lost since learned", gate.certainLossSinceLearned.map { loss($0, allowed: 3 * gate.margin) })
    }

    /// `2.0 points` of a share 0…1.
    private static func points(_ share: Double) -> String { Amounts.fixed(share * 100, digits: 1) + " points" }

    private static func scores(_ evaluation: EvaluationReport?, _ width: Int?) -> [String] {
        guard let evaluation else { return [] }
        let title = VersionWords.name(evaluation.metric).uppercased()
        func score(_ value: Double) -> String { VersionWords.score(value, evaluation.metric) }
        var files = Table(.text("FILE", .cut(to: 10)), .number("HELD-OUT ROWS"), .number(title), .number("BEST EVER"))
        let counts = Dictionary(grouping: evaluation.files, by: \.file).mapValues(\.count)
        for file in evaluation.files {
            let name = counts[file.file]! > 1 ? "\(file.file) #\(file.batch)" : file.file
            files.add([name, String(file.rows), score(file.value), score(file.best)])
        }
        files.add(["all", String(evaluation.all.rows), score(evaluation.all.value), ""])
        guard !evaluation.classes.isEmpty else { return [""] + files.lines(fitting: width) }
        var classes = Table(.text("CLASS", .cut(to: 10)), .number("HELD-OUT ROWS"), .number(title))
        for entry in evaluation.classes { classes.add([entry.label, String(entry.rows), score(entry.value)]) }
        return [""] + files.lines(fitting: width) + [""] + classes.lines(fitting: width) + confusions(evaluation.confusions ?? [], width)
    }

    /// The largest confusions, which show swapped labels at a glance.
    private static func confusions(_ all: [EvaluationReport.Confusion], _ width: Int?) -> [String] {
        guard !all.isEmpty else { return [] }
        var table = Table(.text("CLASS", .cut(to: 10)), .text("ANSWERED AS", .cut(to: 10)), .number("HELD-OUT ROWS"))
        for confusion in all.prefix(10) { table.add([confusion.label, confusion.answer, String(confusion.rows)]) }
        return [""] + table.lines(fitting: width)
    }
}

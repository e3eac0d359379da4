import Domain
import Models
import Rows

/// Decides whether a candidate may serve, row by row against the serving version on rows that no training saw (docs/decisions/0006).
///
/// A pooled comparison would pass total forgetting, since new classes hide it; so what the serving version had learned is looked at alone.
/// What it loses there to new classes that look like known ones is no forgetting: see `ClassOverlap`.
public struct Gate {
    /// The margins, the floor for new classes, and whether it refuses at all.
    public var specification: GateSpecification

    /// Of the model's settings as the job has them.
    public init(_ specification: GateSpecification) { self.specification = specification }

    /// What may be lost in all, in margins: since the rows' files were learned, and to overlapping classes and forgetting together.
    private static let mostMargins = 3.0

    /// - Parameters:
    ///   - serving: The serving version and the gate rows of what it had learned; nil for a model's first job.
    ///   - rows: The candidate's own gate rows: the known ones and the new.
    ///   - reference: What the serving version hands down.
    ///   - onRows: Called with the number of rows predicted, block by block.
    public func judge(
        _ candidate: any Predictor,
        against serving: (predictor: any Predictor, known: RowSet)?,
        rows: RowSet,
        reference: GateReference,
        _ onRows: (Int) throws -> Void
    ) rethrows -> Judgement {
        let losses = try RowLosses(of: candidate, on: rows, onRows)
        let grown = newClasses(of: candidate, since: serving?.predictor)
        let comparison = try serving.map {
            try Comparison(candidate, losses, on: rows, with: $0.predictor, on: $0.known, grown: grown, learned: reference.learned, onRows)
        }
        var judgement = Judgement(
            passed: true,
            reasons: [],
            serving: comparison?.before,
            candidate: comparison?.after,
            loss: comparison?.loss,
            overlap: grown.isEmpty ? nil : comparison?.overlap,
            lossSinceLearned: comparison?.sinceLearned,
            margin: grown.isEmpty || serving == nil ? specification.margin : specification.growingMargin,
            newClasses: [:],
            enabled: specification.enabled,
            evaluation: Evaluation(
                losses,
                on: rows,
                best: reference.best,
                learned: comparison?.learned ?? losses.losses.map { $0 * losses.unit }
            )
        )
        if let comparison {
            judge(comparison, losses.isNumbers ? "R²" : "accuracy", &judgement)
        } else {
            judgeFirst(losses, rows, &judgement)
        }
        for name in grown.sorted() {
            guard let score = judgement.evaluation.byClass[name] else { continue }
            judgement.newClasses[name] = score
        }
        if let serving {
            judgeNewClasses(&judgement, classes: candidate.outputs.width)
            if judgement.reasons.isEmpty, case .classes(let classes) = candidate.outputs,
                let contradiction = Contradiction(losses, on: rows, known: serving.known, classes: classes, grown: grown)
            {
                judge(contradiction, &judgement)
            }
        }
        judgement.passed = judgement.reasons.isEmpty || !specification.enabled
        if judgement.passed, let remark = notLearned(candidate, grown, judgement.evaluation) {
            judgement.remarks = (judgement.remarks ?? []) + [remark]
        }
        return judgement
    }

    /// The same, without its progress.
    public func judge(
        _ candidate: any Predictor,
        against serving: (predictor: any Predictor, known: RowSet)?,
        rows: RowSet,
        reference: GateReference
    ) -> Judgement {
        judge(candidate, against: serving, rows: rows, reference: reference) { _ in }
    }

    /// Classes that are never answered right, and new ones of which no row was held out: nothing holds a version for so few rows, but whoever
    /// dropped them should know.
    private func notLearned(_ candidate: any Predictor, _ grown: Set<String>, _ evaluation: Evaluation) -> String? {
        guard case .classes(let names) = candidate.outputs, evaluation.all.rows > 0 else { return nil }
        let words = names.sorted().compactMap { name -> String? in
            guard let score = evaluation.byClass[name] else { return grown.contains(name) ? "'\(name)' (no held-out row)" : nil }
            guard score.value == 0 else { return nil }
            return "'\(name)' (0 of \(score.rows)\(score.rows < Self.fewRows ? ", too few to judge" : ""))"
        }
        guard !words.isEmpty else { return nil }
        return "classes with no correct prediction on held-out rows: " + words.prefix(5).joined(separator: ", ")
            + (words.count > 5 ? " and \(words.count - 5) more" : "")
    }

    /// Of fewer rows of a class nothing can be said.
    private static let fewRows = 5

    private func newClasses(of candidate: any Predictor, since serving: (any Predictor)?) -> Set<String> {
        guard case .classes(let names) = candidate.outputs else { return [] }
        guard case .classes(let known)? = serving?.outputs else { return Set(names) }
        return Set(names).subtracting(known)
    }

    private func judge(_ comparison: Comparison, _ metric: String, _ judgement: inout Judgement) {
        let (margin, most) = (judgement.margin, Self.mostMargins * judgement.margin)
        let what = "\(metric) on \(Self.heldOut(comparison.loss.rows)) of earlier files"
        let fall = "\(what) fell from \(percent(comparison.before)) to \(percent(comparison.after))"
        if comparison.loss.certain > margin {
            let overlap =
                comparison.overlap > 0
                ? "; a further \(points(comparison.overlap)) points are confusions with similar-looking new classes, which are not counted"
                : ""
            judgement.reasons.append("\(fall) (\(certain(comparison.loss)); \(points(margin)) allowed)\(overlap)")
        } else if comparison.total.certain > most {
            let cause = "most of it confusions with similar-looking new classes"
            judgement.reasons.append("\(fall) (\(certain(comparison.total)), \(cause); \(points(most)) allowed)")
        }
        // Where nothing was lost before this version, the sentence above has said it all.
        let hasFallenBefore = comparison.whenLearned > comparison.before + 0.0005
        if comparison.sinceLearned.certain > most, hasFallenBefore || judgement.reasons.isEmpty {
            judgement.reasons.append(
                "small losses have added up: \(what) was \(percent(comparison.whenLearned)) when these files were learned and is "
                    + "\(percent(comparison.after)) now (\(certain(comparison.sinceLearned)); \(points(most)) allowed)"
            )
        }
    }

    private func judge(_ contradiction: Contradiction, _ judgement: inout Judgement) {
        guard contradiction.loss.certain > Self.mostMargins * specification.margin else {
            if let known = judgement.candidate, contradiction.isFarBelow(known) {
                judgement.remarks = [
                    "only \(correct(contradiction.right, of: contradiction.loss.rows, "of the new file")), but \(percent(known)) of those of earlier files: "
                        + "check whether its labels are shifted or swapped"
                ]
            } else if let better = contradiction.better {
                judgement.remarks = [
                    "\(correct(contradiction.right, of: contradiction.loss.rows, "of the new file")); always answering "
                        + "'\(better.answer)' would be right on \(percent(better.share)): check whether its labels are shifted or swapped, or its columns are different"
                ]
            }
            return
        }
        judgement.reasons.append(
            "only \(correct(contradiction.right, of: contradiction.loss.rows, "of the new file")); blind guessing would get "
                + "\(percent(contradiction.chance)) (at least \(points(contradiction.loss.certain)) points more, with 95 % confidence): its labels contradict "
                + "what was learned before; check whether they are shifted or swapped"
        )
    }

    /// A model's first version has nothing to protect: it serves unless the constant answer is certainly better.
    private func judgeFirst(_ losses: RowLosses, _ rows: RowSet, _ judgement: inout Judgement) {
        guard let constant = ConstantAnswer(losses, on: rows) else {
            judgement.remarks = ["no rows were held out to evaluate it: drop more rows to see how good it is"]
            return
        }
        let isNumber = constant.balancedLoss == nil
        let own =
            isNumber
            ? "R² is \(Decimals.text(judgement.evaluation.all.value, places: 3)) on \(Self.heldOut(rows.count))"
            : correct(judgement.evaluation.all.value, of: rows.count)
        let other =
            isNumber
            ? "always answering the mean gives 0" : "always answering \(constant.answer) would be right on \(percent(constant.score))"
        let words = "\(own); \(other)"
        if constant.isCertainlyBetter {
            judgement.reasons.append(
                "\(words): check whether the label is the right column with the right task ('label', 'task'), and whether a numeric column is read as text ('columns')"
            )
        } else if !constant.isCertainlyWorse {
            // A good score of few rows proves nothing yet, and a bad one nothing either.
            let finding =
                judgement.evaluation.all.value > constant.score
                ? "too few held-out rows to tell whether it is better than always giving the same answer"
                : "not better than always giving the same answer"
            judgement.remarks = ["\(finding): \(words)"]
        }
    }

    /// The floor for new classes: the setting, or half as much again as chance where that is less, since of many classes none may be right that often.
    private func judgeNewClasses(_ judgement: inout Judgement, classes: Int) {
        let rows = judgement.newClasses.values.reduce(0) { $0 + $1.rows }
        guard rows > 0 else { return }
        let floor = min(specification.newClassFloor, 1.5 / Double(max(1, classes)))
        let accuracy = judgement.newClasses.values.reduce(0) { $0 + Double($1.rows) * $1.value } / Double(rows)
        // The upper confidence bound: a file with three gate rows of a new class is not refused for one of them.
        let upper = accuracy + PairedLoss.z * (max(accuracy * (1 - accuracy), 0.25 / Double(rows)) / Double(rows)).squareRoot()
        if upper < floor {
            let names = judgement.newClasses.keys.sorted().map { "'\($0)'" }
            let shown = names.prefix(10).joined(separator: ", ") + (names.count > 10 ? " and \(names.count - 10) more" : "")
            let whose = "of the new \(names.count == 1 ? "class" : "classes") \(shown)"
            judgement.reasons.append("only \(correct(accuracy, of: rows, whose)); at least \(percent(floor)) is required")
        }
    }

    private static func heldOut(_ rows: Int) -> String { "\(rows) held-out \(rows == 1 ? "row" : "rows")" }

    /// `2.6 % of 39 held-out rows of the new file are predicted correctly`
    private func correct(_ share: Double, of rows: Int, _ whose: String = "") -> String {
        let what = whose.isEmpty ? Self.heldOut(rows) : "\(Self.heldOut(rows)) \(whose)"
        return "\(percent(share)) of \(what) \(rows == 1 ? "is" : "are") predicted correctly"
    }

    private func certain(_ loss: PairedLoss) -> String { "a loss of at least \(points(loss.certain)) points with 95 % confidence" }
    private func points(_ share: Double) -> String { Decimals.text(share * 100, places: 1) }
    private func percent(_ share: Double) -> String { Decimals.text(share * 100, places: 1) + " %" }
}

import Domain
import Models
import Rows

/// Judges a candidate head by head: a head that forgot holds it, however well the others do.
struct HeadsJudgement {
    private let gate: Gate
    private let candidate: any Predictor
    private let serving: (predictor: any Predictor, known: RowSet)?
    private let rows: RowSet
    private let reference: GateReference

    init(
        _ gate: Gate,
        _ candidate: any Predictor,
        against serving: (predictor: any Predictor, known: RowSet)?,
        rows: RowSet,
        reference: GateReference
    ) {
        self.gate = gate
        self.candidate = candidate
        self.serving = serving
        self.rows = rows
        self.reference = reference
    }

    /// Rows that are predicted, each head's for itself.
    var predictions: Int {
        candidate.heads.indices.reduce(0) { $0 + rows.head($1).count + 2 * (known($1)?.rows.count ?? 0) }
    }

    /// - Parameter onRows: Called with the number of rows predicted, block by block.
    func judge(_ onRows: (Int) throws -> Void) rethrows -> Judgement {
        guard candidate.heads.count > 1 else {
            return try gate.judge(candidate, against: serving, rows: rows, reference: reference, onRows)
        }
        var heads: [(name: String, judgement: Judgement)] = []
        for (index, head) in candidate.heads.enumerated() {
            // What a person set a model of one label to has that label's past.
            let earlier = reference.heads?[head.name] ?? (serving?.predictor.heads.count == 1 ? reference : GateReference())
            let judgement = try gate.judge(
                HeadPredictor.of(candidate, head: index),
                against: known(index).map { (HeadPredictor.of($0.predictor, head: $0.head), $0.rows) },
                rows: rows.head(index),
                reference: earlier,
                onRows
            )
            heads.append((head.name, judgement))
        }
        return Judgement(heads: heads, on: rows, reference: reference)
    }

    /// The serving version's head of the same label, and the gate rows of what it had learned; nil where it has none.
    private func known(_ index: Int) -> (predictor: any Predictor, head: Int, rows: RowSet)? {
        guard let serving, let head = serving.known.schema.head(named: candidate.heads[index].name) else { return nil }
        return (serving.predictor, head, serving.known.head(head))
    }
}

extension Judgement {
    /// The word on several heads: it passes where each does, and a sentence names the head that it is of.
    fileprivate init(heads: [(name: String, judgement: Judgement)], on rows: RowSet, reference: GateReference) {
        func mean(_ value: (Judgement) -> Double?) -> Double? {
            let values = heads.compactMap { value($0.judgement) }
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
        func told(_ sentences: (Judgement) -> [String]?) -> [String] {
            heads.flatMap { name, judgement in (sentences(judgement) ?? []).map { "label '\(name)': \($0)" } }
        }
        let worst = heads.map(\.judgement).max { ($0.loss?.certain ?? -1) < ($1.loss?.certain ?? -1) }
        self.init(
            passed: heads.allSatisfy(\.judgement.passed),
            reasons: told(\.reasons),
            serving: mean(\.serving),
            candidate: mean(\.candidate),
            loss: worst?.loss,
            overlap: worst?.overlap,
            lossSinceLearned: worst?.lossSinceLearned,
            margin: worst?.margin ?? 0,
            newClasses: [:],
            enabled: heads[0].judgement.enabled,
            evaluation: Evaluation(heads: heads.map { ($0.name, $0.judgement.evaluation) }, best: reference.best)
        )
        for (name, judgement) in heads {
            for (label, score) in judgement.newClasses { newClasses["\(name): \(label)"] = score }
        }
        let remarks = told(\.remarks)
        self.remarks = remarks.isEmpty ? nil : remarks
        self.heads = Dictionary(
            uniqueKeysWithValues: heads.map { name, judgement in
                var judgement = judgement
                // It stands in the whole's.
                judgement.evaluation = Evaluation(all: judgement.evaluation.all, byBatch: [:], byClass: [:], best: [:])
                return (name, judgement)
            }
        )
    }
}

extension Evaluation {
    /// How a version of several heads does: in all and by file the mean over the heads that have rows there.
    fileprivate init(heads: [(name: String, evaluation: Evaluation)], best earlier: [String: Double]) {
        func mean(_ scores: [Score]) -> Score {
            let there = scores.filter { $0.rows > 0 }
            return Score(
                rows: there.reduce(0) { $0 + $1.rows },
                value: there.isEmpty ? 0 : there.reduce(0) { $0 + $1.value } / Double(there.count)
            )
        }
        let batches = Set(heads.flatMap { $0.evaluation.byBatch.keys })
        let byBatch = Dictionary(
            uniqueKeysWithValues: batches.map { batch in (batch, mean(heads.compactMap { $0.evaluation.byBatch[batch] })) }
        )
        var best: [String: Double] = [:]
        for (batch, score) in byBatch { best[batch] = max(earlier[batch] ?? score.value, score.value) }
        self.init(all: mean(heads.map(\.evaluation.all)), byBatch: byBatch, byClass: [:], best: best)
        self.heads = Dictionary(uniqueKeysWithValues: heads.map { ($0.name, $0.evaluation) })
    }
}

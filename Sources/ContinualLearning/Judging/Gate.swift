import Domain
import Examples
import Models

/// Decides whether a candidate may serve, row by row against the serving version on rows that no training saw (DESIGN §2).
///
/// A pooled comparison would pass total forgetting, since new classes hide it; so what the serving version had learned is looked at alone.
public struct Gate {
    public var specification: GateSpecification

    public init(_ specification: GateSpecification) { self.specification = specification }

    /// - Parameters:
    ///   - serving: The serving version and the gate rows of what it had learned; nil for a model's first job.
    ///   - rows: The candidate's own gate rows: the known ones and the new.
    ///   - best: The lineage's best score on each file, by the file's digest.
    public func judge(
        _ candidate: any Predictor, against serving: (predictor: any Predictor, known: RowSet)?, rows: RowSet, best: [String: Double]
    ) -> Judgement {
        let losses = RowLosses(of: candidate, on: rows)
        var judgement = Judgement(
            passed: true, reasons: [], serving: nil, candidate: nil, loss: nil, lossAgainstBest: nil, margin: specification.margin,
            newClasses: [:], enabled: specification.enabled, evaluation: Evaluation(losses, on: rows, best: best))
        let grown = newClasses(of: candidate, since: serving?.predictor)
        if !grown.isEmpty && serving != nil { judgement.margin = specification.growingMargin }
        if let serving { compare(candidate, serving.predictor, on: serving.known, best: best, &judgement) }
        for name in grown.sorted() {
            guard let score = judgement.evaluation.byClass[name] else { continue }
            judgement.newClasses[name] = score
        }
        judgeNewClasses(&judgement)
        judgement.passed = judgement.reasons.isEmpty || !specification.enabled
        return judgement
    }

    private func newClasses(of candidate: any Predictor, since serving: (any Predictor)?) -> Set<String> {
        guard case .classes(let names) = candidate.outputs else { return [] }
        guard case .classes(let known)? = serving?.outputs else { return Set(names) }
        return Set(names).subtracting(known)
    }

    private func compare(
        _ candidate: any Predictor, _ serving: any Predictor, on known: RowSet, best: [String: Double], _ judgement: inout Judgement
    ) {
        let before = RowLosses(of: serving, on: known)
        let after = RowLosses(of: candidate, on: known)
        let loss = PairedLoss(differences: zip(after.losses, before.losses).map { $0 - $1 })
        judgement.serving = before.score(known.identities.indices).value
        judgement.candidate = after.score(known.identities.indices).value
        judgement.loss = loss
        if loss.certain > judgement.margin {
            judgement.reasons.append(
                "it loses at least \(points(loss.certain)) points on \(loss.rows) rows of what the serving version had learned (\(percent(judgement.serving!)) before, "
                    + "\(percent(judgement.candidate!)) now); the margin is \(points(judgement.margin))")
        }
        let now = Evaluation(after, on: known, best: best)
        let compared = now.byBatch.filter { best[$0.key] != nil }
        let rows = compared.reduce(0) { $0 + $1.value.rows }
        guard rows > 0 else { return }
        let fromBest = compared.reduce(0) { $0 + Double($1.value.rows) * (best[$1.key]! - $1.value.value) } / Double(rows)
        judgement.lossAgainstBest = fromBest
        if fromBest > 3 * judgement.margin {
            judgement.reasons.append(
                "it is \(points(fromBest)) points below the best that this model ever was on the same files; the bound is \(points(3 * judgement.margin))"
            )
        }
    }

    private func judgeNewClasses(_ judgement: inout Judgement) {
        let rows = judgement.newClasses.values.reduce(0) { $0 + $1.rows }
        guard rows > 0 else { return }
        let accuracy = judgement.newClasses.values.reduce(0) { $0 + Double($1.rows) * $1.value } / Double(rows)
        // The upper confidence bound: a file with three gate rows of a new class is not refused for one of them.
        let upper = accuracy + PairedLoss.z * (max(accuracy * (1 - accuracy), 0.25 / Double(rows)) / Double(rows)).squareRoot()
        if upper < specification.newClassFloor {
            judgement.reasons.append(
                "it is right on \(percent(accuracy)) of \(rows) rows of the new classes \(judgement.newClasses.keys.sorted().joined(separator: ", ")); "
                    + "the floor is \(percent(specification.newClassFloor))")
        }
    }

    private func points(_ share: Double) -> String { Decimals.text(share * 100, places: 1) }
    private func percent(_ share: Double) -> String { Decimals.text(share * 100, places: 1) + " %" }
}

import ContinualLearning
import Domain
import Hashing
import LearnAPI
import Registry
import Rows

extension GateReport {
    init(_ judgement: Judgement) {
        self.init(
            passed: judgement.passed,
            enabled: judgement.enabled,
            reasons: judgement.reasons,
            remarks: judgement.remarks,
            serving: judgement.serving,
            candidate: judgement.candidate,
            rows: judgement.loss?.rows,
            loss: judgement.loss?.mean,
            overlap: judgement.overlap,
            certainLoss: judgement.loss?.certain,
            margin: judgement.margin,
            lossSinceLearned: judgement.lossSinceLearned?.mean,
            certainLossSinceLearned: judgement.lossSinceLearned?.certain,
            precision: judgement.precision,
            precisionLoss: judgement.precisionLoss,
            heads: judgement.heads?.mapValues { GateReport($0) }
        )
    }
}

extension EvaluationReport {
    /// - Parameters:
    ///   - batches: The model's batches by the digest of their bytes: the registry keeps scores by digest, people know files.
    ///   - newest: The digests of the version's own files, which it cannot have forgotten yet.
    ///   - heads: The model's labels.
    init(_ evaluation: Evaluation, batches: [Digest: BatchInfo], newest: [Digest], heads: [Schema.Head]) {
        let files = evaluation.byBatch.compactMap { text, score -> FileScore? in
            guard let digest = Digest(hex: text), let batch = batches[digest] else { return nil }
            return FileScore(
                batch: batch.id,
                file: batch.fileName,
                rows: score.rows,
                value: score.value,
                best: evaluation.best[text] ?? score.value
            )
        }
        let forgetting = evaluation.forgetting(newest: Set(newest.map(\.description)))
        self.init(
            metric: Metric(of: heads),
            all: Score(rows: evaluation.all.rows, value: evaluation.all.value),
            files: files.sorted { $0.batch < $1.batch },
            classes: evaluation.byClass.map { ClassScore(label: $0.key, rows: $0.value.rows, value: $0.value.value) }
                .sorted { $0.label.utf8.lexicographicallyPrecedes($1.label.utf8) },
            forgetting: forgetting.map { $0.points / 100 },
            forgettingRows: forgetting?.rows,
            confusions: evaluation.confusions?.map { Confusion(label: $0.label, answer: $0.answer, rows: $0.rows) },
            heads: evaluation.heads.map { own in
                Dictionary(
                    uniqueKeysWithValues: own.map { name, evaluation in
                        (name, EvaluationReport(evaluation, batches: batches, newest: newest, heads: heads.filter { $0.name == name }))
                    }
                )
            }
        )
    }
}

extension LearnAPI.MethodEvidence {
    init(_ evidence: ContinualLearning.MethodEvidence) {
        self.init(rows: evidence.rows, scores: evidence.scores, chosen: evidence.chosen, certain: evidence.isCertain)
    }
}

extension VersionSummary {
    /// - Parameters:
    ///   - lineage: The serving version and all it descends from.
    ///   - batches: See `EvaluationReport`.
    init(_ version: VersionInfo, serving: VersionNumber?, lineage: Set<VersionNumber>, batches: [Digest: BatchInfo], heads: [Schema.Head]) {
        let judgement = try? CanonicalJSON.decode(Judgement.self, from: version.evaluation)
        self.init(
            number: version.number,
            digest: version.digest,
            parent: version.parent,
            state: version.state,
            serving: version.number == serving,
            hasServed: version.hasServed,
            retired: version.hasServed && !lineage.isEmpty && !lineage.contains(version.number) ? true : nil,
            reason: version.reason,
            createdAt: version.createdAt.iso8601,
            files: version.batches.map { LearnedFile($0) },
            bytes: version.byteCount,
            evaluation: judgement.map {
                EvaluationReport(
                    $0.evaluation,
                    batches: batches,
                    newest: version.batches.compactMap(\.digest),
                    heads: heads
                )
            }
        )
    }
}

extension EvaluationReport.Metric {
    init(of heads: [Schema.Head]) { self = heads.count > 1 ? .mean : heads.first?.task == .regression ? .r2 : .accuracy }
}

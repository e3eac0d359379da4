import Domain
import Models
import NeuralNetworks
import Rows

/// Moves the encoder that reads a closed form's texts: fine-tunes it on the training rows of all files, with a network's heads on it that are thrown away,
/// and makes the closed form anew over what it says then.
///
/// Validation rows, which the fine-tuning does not learn, decide whether that is better than what there was; both closed forms are held against them
/// before they learn them.
struct Refining: LearningMethod {
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        guard let parent = job.parent?.model as? ClosedFormVersion, let again = job.madeAgain, Self.canMove(parent.document.map) else {
            throw Refusal(
                .failed,
                what: "the version is no closed form that reads texts with a pretrained base, and nothing else is refined",
                fix: "train the encoder with each file instead: 'learnctl relearn --method replay_ema'"
            )
        }
        let deciding = job.kept
        guard deciding.count >= HeldOutRows.least else {
            return Self.unchanged(
                job,
                Refinement(rows: deciding.count, reason: "too few validation rows decide it: \(HeldOutRows.least) are needed")
            )
        }
        guard job.derivation.specification.training.forgetting == 1 else {
            return Self.unchanged(
                job,
                Refinement(rows: deciding.count, reason: "what was learned earlier fades (training.forgetting), so nothing can be held out")
            )
        }
        let tuned = try tuned(job, parent, again, deciding, attempt)
        guard let encoder = MovedEncoder(tuned.version) else {
            return Self.unchanged(job, Refinement(rows: deciding.count, reason: "training.freeze leaves nothing of the encoder to learn"))
        }
        let before = try Analytic().learn(job, on: parent, attempt.beside("before"))
        let after = try Analytic().learn(job, on: parent.reading(by: encoder), attempt.beside("after"))
        guard let old = before.judged, let new = after.judged else {
            return Self.unchanged(job, Refinement(rows: deciding.count, reason: "validation rows decide nothing"))
        }
        let losses = try [old, new].map { try Calibration.losses(of: ModelVersion($0), on: deciding, job.sources) }
        let isBetter = PairedLoss(differences: zip(losses[0], losses[1]).map { $0 - $1 }).certain > 0
        let means = losses.map { $0.reduce(0, +) / Double(max(1, $0.count)) }
        var learned = after.learned
        learned.steps = tuned.steps
        learned.loss = tuned.loss
        learned.refinement = Refinement(
            rows: deciding.count,
            before: means[0],
            after: means[1],
            reason: isBetter ? nil : "it is not certainly better on validation rows"
        )
        return isBetter ? learned : Self.unchanged(job, learned.refinement!, steps: tuned.steps)
    }

    /// Whether some text is read by a base.
    private static func canMove(_ map: FeatureMap) -> Bool { map.texts?.contains { $0.base != nil } == true }

    private static func unchanged(_ job: TrainingJob, _ refinement: Refinement, steps: Int = 0) -> Learned {
        Learned(
            version: job.parent!,
            memory: ReplayMemory(RowSet(schema: job.derivation.form)),
            steps: steps,
            refinement: refinement
        )
    }

    /// The encoder, fine-tuned, with its heads. It reads all columns of texts as one; what stands in others it does not see.
    private func tuned(
        _ job: TrainingJob,
        _ parent: ClosedFormVersion,
        _ again: MadeAgain,
        _ deciding: RowSet,
        _ attempt: Attempt
    ) throws -> (version: EncoderVersion, steps: Int, loss: Double?) {
        let done = attempt.checkpoints.beside("moved")
        if let (parts, steps) = done.restoreParts(), let version = try? VersionContent.version(parts).model as? EncoderVersion {
            return (version, steps, nil)
        }
        let specification = job.derivation.specification
        let texts = parent.document.map.texts ?? []
        let columns = texts.filter { $0.base != nil }.map(\.column)
        guard !again.earlier.isEmpty else { throw Refusal(.failed, what: "no rows of earlier files lie in the job to refine the encoder on") }
        let learning = again.earlier.map { RowsByRole($0.rows, share: specification.holdout.share)[.train].keeping(columns: columns) }
        let rows = learning.dropFirst().reduce(learning[0]) { $0.merged(with: $1) }
        let training = Self.training(specification.training)
        let beginning = NetworkBeginning(
            schema: rows.schema,
            rows: rows.table,
            training: training,
            text: TextSpecification(tokens: texts[0].tokens),
            base: texts.first { $0.base != nil }?.base,
            sources: job.sources,
            seed: SeedStream(job.seed, "weights")[0]
        )
        let begun = ModelVersion(try EncoderVersion(moving: parent.encoder, beginning))
        let tuning = job.tuning(begun, on: rows, validation: deciding.keeping(columns: columns), training)
        let learned = try FineTuning().learn(tuning, attempt.beside("encoder"))
        guard let version = learned.version.model as? EncoderVersion else { preconditionFailure("an encoder became another family's") }
        _ = done.saveParts(try VersionContent.parts(learned.version), done: learned.steps)
        return (version, learned.steps, learned.loss)
    }

    /// Passes over the rows where the settings leave that open.
    private static let epochs = 3.0

    /// How it is trained: as the settings say; where these neither ask for adapters nor say which of its layers learn, by adapters beside queries and values.
    private static func training(_ training: TrainingSpecification) -> TrainingSpecification {
        var training = training
        training.method = .finetune
        training.epochs = training.epochs ?? epochs
        training.minSteps = training.minSteps ?? 1
        let isOfLayers = training.freeze.keys.contains { $0.hasPrefix("encoder") || $0.hasPrefix("embeddings") }
        if training.lora == nil, !isOfLayers { training.lora = .queryValue }
        return training
    }
}

/// What moving an encoder came to: `report.json`. For people; not part of the version's digest.
public struct Refinement: Hashable, Sendable, Codable {
    /// Validation rows that decided.
    public var rows: Int
    /// Mean loss on them with the encoder that there was: −ln p of the label's class, or the squared error of a number; nil where nobody looked.
    public var before: Double?
    /// The same with the encoder that moved.
    public var after: Double?
    /// Why nothing changes; nil where the moved encoder is better.
    public var reason: String?

    /// Whether there is a version to be judged.
    public var isBetter: Bool { reason == nil }

    init(rows: Int, before: Double? = nil, after: Double? = nil, reason: String? = nil) {
        self.rows = rows
        self.before = before
        self.after = after
        self.reason = reason
    }
}

import Domain
import Models
import Rows

/// How a model learns: from a job to what it has learned.
///
/// It is a function of the job alone: the same rows, parent and seed come to the same bytes, on any number of threads, and after any stop at a
/// checkpoint. `MethodConformanceTests` holds each method to that.
protocol LearningMethod: Sendable {
    /// - Throws: `TrainingStopped` where it was asked to stop and has kept its work; `Refusal` where it cannot learn from these rows.
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned
}

/// What a method has come to.
struct Learned {
    var version: ModelVersion
    /// What it keeps besides, by names of its own.
    var parts: [VersionPart] = []
    /// What the next job replays.
    var memory: ReplayMemory
    /// 0 for a method without steps, and where there was nothing to train on.
    var steps: Int
    /// Whether all steps were made that were planned.
    var isWhole = true
    /// Mean loss over the last steps.
    var loss: Double?
    /// Its loss on each validation row, from before it learned any of them; nil where nobody looked.
    var validation: [Double]?
    /// Why it was learned so, where that was chosen.
    var evidence: MethodEvidence?
    /// What moving an encoder came to. Where that is not better, there is no version, and the parent stays.
    var refinement: Refinement?
}

/// The attempt at a job that is under way: where its progress goes, where its checkpoints lie, and whether it is to stop.
struct Attempt {
    let progress: ProgressReport
    let checkpoints: Checkpoint
    let checkpointInterval: Duration
    let threads: Int
    let isAskedToStop: () -> Bool

    /// The same for a trial beside the job itself.
    func ofTrial() -> Attempt { beside("trial") }

    /// The same for a part of the job, whose checkpoints are its own.
    func beside(_ name: String) -> Attempt {
        Attempt(
            progress: progress,
            checkpoints: checkpoints.beside(name),
            checkpointInterval: checkpointInterval,
            threads: threads,
            isAskedToStop: isAskedToStop
        )
    }
}

extension ModelVersion {
    /// By which method it was made, where its settings left that open.
    func method(under configured: TrainingSpecification.Method) -> TrainingSpecification.Method {
        guard model is any NetworkFamily else { return .analytic }
        return configured == .auto ? .replay : configured
    }
}

extension TrainingJob {
    /// How it is learned: the one place where a method has its name.
    var method: any LearningMethod {
        if derivation.purpose == .refine { return Refining() }
        return switch derivation.specification.training.method {
        case .auto: ChosenByEvidence()
        case .replay: ReplayEMA()
        case .er: ExperienceReplay()
        case .finetune: FineTuning()
        case .analytic: Analytic()
        }
    }
}

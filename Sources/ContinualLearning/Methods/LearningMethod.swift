import Domain
import Models

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
    /// 0 for a method without steps, and where there was nothing to train on.
    var steps: Int
    /// Mean loss over the last steps.
    var loss: Double?
}

/// The attempt at a job that is under way: where its progress goes, where its checkpoints lie, and whether it is to stop.
struct Attempt {
    let progress: ProgressReport
    let checkpoints: Checkpoint
    let checkpointInterval: Duration
    let threads: Int
    let isAskedToStop: () -> Bool
}

extension TrainingSpecification.Strategy {
    /// The one place where a method has its name.
    var method: any LearningMethod {
        switch self {
        case .replay: ReplayEMA()
        case .er: ExperienceReplay()
        case .finetune: FineTuning()
        }
    }
}

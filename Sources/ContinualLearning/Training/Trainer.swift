import Domain
import Files
import Glibc
import Models

/// `learnd train`: a pure function from a job's directory to its candidate.
///
/// How the model learns is its method's (`LearningMethod`).
public struct Trainer {
    private let directory: JobDirectory
    private let checkpointInterval: Duration
    private let threads: Int
    private let sources: TextSources
    private let isAskedToStop: () -> Bool

    /// - Parameters:
    ///   - threads: The result is the same on any number.
    ///   - sources: What makes vectors of texts.
    ///   - isAskedToStop: Asked after each step; once true, a checkpoint is written and the attempt ends with `TrainingStopped`.
    public init(
        _ directory: JobDirectory,
        checkpointInterval: Duration,
        threads: Int = 1,
        sources: TextSources = .hashing,
        isAskedToStop: @escaping () -> Bool = { false }
    ) {
        self.directory = directory
        self.checkpointInterval = checkpointInterval
        self.threads = threads
        self.sources = sources
        self.isAskedToStop = isAskedToStop
    }

    /// - Parameter report: Called with the progress, at most ten times a second, and at each checkpoint; what it throws ends the attempt.
    public func run(_ report: @escaping (JobProgress) throws -> Void) throws {
        let lock = try JobLock(directory.lock)
        defer { lock.release() }
        if WholeFile.exists(directory.candidate) { return }
        let progress = ProgressReport(report)
        let job = try TrainingJob(directory, sources, progress)
        let started = ContinuousClock.now
        var learned = try job.method.learn(
            job,
            Attempt(
                progress: progress,
                checkpoints: Checkpoint(directory.checkpoint, job: job.derivation),
                checkpointInterval: checkpointInterval,
                threads: threads,
                isAskedToStop: isAskedToStop
            )
        )
        let setting = job.derivation.specification.answers.leastProbability
        learned.version = try AnswerBound.bounded(learned.version, setting, on: job.kept, sources)
        var report = TrainingReport(
            steps: learned.steps,
            seconds: (ContinuousClock.now - started) / .seconds(1),
            loss: learned.loss,
            memoryRows: learned.memory.rows.count,
            making: .current
        )
        report.method = learned.version.method(under: job.derivation.specification.training.method)
        report.evidence = learned.evidence
        report.refinement = learned.refinement
        try CandidateWriter(directory).write(learned, validation: job.validation, report: report, progress)
    }
}

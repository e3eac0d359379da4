import Domain
import Files
import Glibc
import Models
import NeuralNetworks
import Rows
import Tensors
import Threads

/// `learnd train`: a pure function from a job's directory to its candidate.
///
/// The clock decides nothing but when a checkpoint is written and when progress is told; a job that goes on from a checkpoint comes to the same bytes.
public struct Trainer {
    private let directory: JobDirectory
    private let checkpointInterval: Duration
    private let threads: Int
    private let isAskedToStop: () -> Bool

    /// - Parameters:
    ///   - threads: The result is the same on any number.
    ///   - isAskedToStop: Asked after each step; once true, a checkpoint is written and the attempt ends with `TrainingStopped`.
    public init(
        _ directory: JobDirectory,
        checkpointInterval: Duration,
        threads: Int = 1,
        isAskedToStop: @escaping () -> Bool = { false }
    ) {
        self.directory = directory
        self.checkpointInterval = checkpointInterval
        self.threads = threads
        self.isAskedToStop = isAskedToStop
    }

    /// - Parameter report: Called with the progress, at most ten times a second, and at each checkpoint; what it throws ends the attempt.
    public func run(_ report: @escaping (JobProgress) throws -> Void) throws {
        let lock = try JobLock(directory.lock)
        defer { lock.release() }
        if WholeFile.exists(directory.candidate) { return }
        let progress = ProgressReport(report)
        let job = try TrainingJob(directory, progress)
        let started = ContinuousClock.now
        let (version, loss) = try job.plan.map { try train(job, $0, progress) } ?? (job.version, nil)
        try CandidateWriter(directory).write(
            version,
            job: job,
            report: TrainingReport(
                steps: job.plan?.steps ?? 0,
                seconds: (ContinuousClock.now - started) / .seconds(1),
                loss: loss,
                memoryRows: job.memory.count,
                making: .current
            ),
            progress
        )
    }

    private func train(
        _ job: TrainingJob,
        _ plan: TrainingPlan,
        _ progress: ProgressReport
    ) throws -> (version: ModelVersion, loss: Double?) {
        let specification = job.derivation.specification.training
        let augmentation = Augmentation(specification)
        try progress.begin(.encode, of: job.new.count + (plan.replayRows > 0 ? job.replayed.count : 0))
        let new = job.version.prepare(job.new.table, augmentation)
        try progress.advance(by: job.new.count)
        let replay = plan.replayRows > 0 ? job.version.prepare(job.replayed.table, augmentation) : nil
        let trainer = try ModelTrainer(
            job.version,
            settings: TrainingSettings(specification, steps: plan.steps),
            new: new,
            newRows: plan.newRows,
            replay: replay,
            replayRows: plan.replayRows,
            team: Team(threads: threads)
        )
        let schedule = LearningRate(specification, plan)
        var newOrder = RowOrder(rows: new.count, seed: job.seed, name: "new")
        var replayOrder = RowOrder(rows: max(1, replay?.count ?? 1), seed: job.seed, name: "replay")
        var newPlaces = [Int32](repeating: 0, count: plan.newRows)
        var replayPlaces = [Int32](repeating: 0, count: plan.replayRows)

        let checkpoints = Checkpoint(directory.checkpoint, job: job.derivation)
        var done = checkpoints.restore(trainer, steps: plan.steps)
        var saved = ContinuousClock.now
        var told = saved
        var loss: Double?
        try progress.tell(JobProgress(.train, done, of: plan.steps, checkpoint: done))
        while done < plan.steps {
            newOrder.take(step: done, into: &newPlaces)
            if replay != nil { replayOrder.take(step: done, into: &replayPlaces) }
            done += 1
            var random = RandomSource(seed: RowOrder.seed(job.seed, "noise", done))
            let mean = trainer.step(
                done,
                new: new,
                newPlaces,
                replay: replay,
                replayPlaces,
                random: &random,
                rate: schedule.rate(at: done),
                decay: specification.strategy == .replay ? plan.decay(after: done) : 0
            )
            guard mean.isFinite else {
                throw Refusal(
                    .invalid,
                    what: "the loss is no longer a number after step \(done) of \(plan.steps)",
                    fix: "lower training.learning_rate or set training.clip_norm, then requeue the file"
                )
            }
            loss = loss.map { 0.95 * $0 + 0.05 * mean } ?? mean
            let now = ContinuousClock.now
            let isStopped = isAskedToStop()
            if done < plan.steps && (isStopped || now - saved >= checkpointInterval) {
                let isSaved = checkpoints.save(trainer, step: done)
                try progress.tell(JobProgress(.train, done, of: plan.steps, loss: loss, checkpoint: isSaved ? done : nil))
                if isStopped { throw TrainingStopped() }
                (saved, told) = (now, now)
            } else if now - told >= .milliseconds(100) || done == plan.steps {
                try progress.tell(JobProgress(.train, done, of: plan.steps, loss: loss))
                told = now
            }
        }
        return (trainer.version(steps: plan.steps), loss)
    }
}

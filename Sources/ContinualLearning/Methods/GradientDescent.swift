import Domain
import Hashing
import Models
import NeuralNetworks
import Tensors
import Threads

/// The loop of all gradient methods: rows of a step, a step, what is told and kept of it.
///
/// The clock decides nothing but when a checkpoint is written and when progress is told; a job that goes on from a checkpoint comes to the same bytes.
struct GradientDescent {
    private let method: any GradientMethod
    private let job: TrainingJob
    private let plan: TrainingPlan
    private let training: TrainingSpecification

    init(_ method: any GradientMethod, _ job: TrainingJob, _ plan: TrainingPlan) {
        self.method = method
        self.job = job
        self.plan = plan
        training = job.derivation.specification.training
    }

    func run(_ attempt: Attempt) throws -> Learned {
        let augmentation = Augmentation(training)
        let progress = attempt.progress
        let remembered = job.replayed.rows
        try progress.begin(.encode, of: job.new.count + (plan.replayRows > 0 ? remembered.count : 0))
        let new = job.version.prepare(job.new.table, augmentation)
        try progress.advance(by: job.new.count)
        let replay = plan.replayRows > 0 ? job.version.prepare(remembered.table, augmentation) : nil
        let trainer = try ModelTrainer(
            job.version,
            settings: TrainingSettings(training, steps: plan.steps, distillation: method.distillation(training)),
            new: new,
            newRows: plan.newRows,
            replay: replay,
            replayRows: plan.replayRows,
            team: Team(threads: attempt.threads)
        )
        let schedule = LearningRate(training, plan)
        var newOrder = RowOrder(rows: new.count, seed: job.seed, name: "new")
        var replayOrder = RowOrder(rows: max(1, replay?.count ?? 1), seed: job.seed, name: "replay")
        var newPlaces = [Int32](repeating: 0, count: plan.newRows)
        var replayPlaces = [Int32](repeating: 0, count: plan.replayRows)

        var done = attempt.checkpoints.restore(trainer, steps: plan.steps)
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
                decay: method.averageDecay(after: done, of: plan)
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
            let isStopped = attempt.isAskedToStop()
            if done < plan.steps && (isStopped || now - saved >= attempt.checkpointInterval) {
                let isSaved = attempt.checkpoints.save(trainer, step: done)
                try progress.tell(JobProgress(.train, done, of: plan.steps, loss: loss, checkpoint: isSaved ? done : nil))
                if isStopped { throw TrainingStopped() }
                (saved, told) = (now, now)
            } else if now - told >= .milliseconds(100) || done == plan.steps {
                try progress.tell(JobProgress(.train, done, of: plan.steps, loss: loss))
                told = now
            }
        }
        return Learned(version: trainer.version(steps: plan.steps), steps: plan.steps, loss: loss)
    }
}

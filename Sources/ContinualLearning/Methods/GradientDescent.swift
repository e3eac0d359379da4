import Domain
import Hashing
import Models
import NeuralNetworks
import Rows
import Tensors
import Threads

/// The loop of all gradient methods: rows of a step, a step, what is told and kept of it.
///
/// The clock decides nothing but when a checkpoint is written and when progress is told; a job that goes on from a checkpoint comes to the same bytes.
struct GradientDescent {
    private let method: any GradientMethod
    private let job: TrainingJob
    private let training: TrainingSpecification
    private let course: Course
    /// What it begins with; its document alone, once the trainer has its weights.
    private var model: ModelVersion
    private let remembered: ReplayMemory

    /// - Parameters:
    ///   - model: What it begins with.
    ///   - remembered: Rows that a step may take besides new ones.
    init(_ method: any GradientMethod, _ job: TrainingJob, _ course: Course, _ model: consuming ModelVersion, _ remembered: ReplayMemory) {
        self.course = course
        self.method = method
        self.job = job
        self.model = model
        self.remembered = remembered
        training = job.derivation.specification.training
    }

    private var plan: TrainingPlan { course.plan }

    /// A trainer, and the rows that it is trained on.
    private struct Begun {
        let trainer: ModelTrainer
        let new: PreparedRows
        let replay: PreparedRows?
    }

    private mutating func begin(_ attempt: Attempt) throws -> Begun {
        let settings = TrainingSettings(
            training,
            heads: job.derivation.specification.labels ?? [:],
            steps: plan.steps,
            distillation: method.distillation(training)
        )
        let progress = attempt.progress
        try progress.begin(.encode, of: job.new.count + (plan.replayRows > 0 ? remembered.rows.count : 0))
        let tables = [job.new.table] + (plan.replayRows > 0 ? [remembered.rows.table] : [])
        let learner = try model.learner(settings, Augmentation(training), for: tables, sources: job.sources, threads: attempt.threads)
        let new = try learner.prepare(job.new.table) { try progress.advance(by: $0) }
        let replay = plan.replayRows > 0 ? try learner.prepare(remembered.rows.table) { try progress.advance(by: $0) } : nil
        let trainer = try ModelTrainer(
            model,
            settings: settings,
            learner: learner,
            new: new,
            newRows: plan.newRows,
            replay: replay,
            replayRows: plan.replayRows,
            storedLogits: replay == nil ? nil : method.storedLogits(remembered, outputs: model.heads.width),
            averages: method.averages,
            penalty: method.penalty(job, model),
            followers: method.followers(job, model),
            team: Team(threads: attempt.threads)
        )
        model = model.withoutTensors
        return Begun(trainer: trainer, new: new, replay: replay)
    }

    mutating func run(_ attempt: Attempt, _ stopping: EarlyStopping) throws -> Learned {
        let begun = try begin(attempt)
        let (trainer, new, replay, progress) = (begun.trainer, begun.new, begun.replay, attempt.progress)
        let schedule = LearningRate(training, plan)
        var newOrder = RowOrder(rows: new.count, seed: job.seed, name: course.name("new"))
        var replayOrder = RowOrder(rows: max(1, replay?.count ?? 1), seed: job.seed, name: course.name("replay"))
        let noise = SeedStream(job.seed, course.name("noise"))
        var newPlaces = [Int32](repeating: 0, count: plan.newRows)
        var replayPlaces = [Int32](repeating: 0, count: plan.replayRows)

        var stopping = stopping
        var done = 0
        let (checkpoints, names) = (attempt.checkpoints, EarlyStopping.names)
        if let reached = try checkpoints.restore(trainer.buffers, others: names, course: course.number, steps: plan.steps) {
            done = reached.step
            try stopping.restore(reached.others, trainer)
        }
        let interval = Checkpoint.interval(attempt.checkpointInterval, trainer.buffers)
        var saved = ContinuousClock.now
        var told = saved
        var loss: Double?
        var isOver = false
        try progress.tell(JobProgress(.train, course.done + done, of: course.done + plan.steps, checkpoint: course.done + done))
        while done < plan.steps && !isOver {
            newOrder.take(step: done, into: &newPlaces)
            if replay != nil { replayOrder.take(step: done, into: &replayPlaces) }
            done += 1
            var random = RandomSource(seed: noise[done])
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
            isOver = try stopping.isOver(trainer, after: done)
            let now = ContinuousClock.now
            let isStopped = attempt.isAskedToStop()
            if done < plan.steps && !isOver && (isStopped || now - saved >= interval) {
                let isSaved = attempt.checkpoints.save(trainer.buffers + stopping.state, course: course.number, step: done)
                try progress.tell(
                    JobProgress(
                        .train,
                        course.done + done,
                        of: course.done + plan.steps,
                        loss: loss,
                        checkpoint: isSaved ? course.done + done : nil
                    )
                )
                if isStopped { throw TrainingStopped() }
                (saved, told) = (now, now)
            } else if now - told >= .milliseconds(100) || done == plan.steps || isOver {
                try progress.tell(JobProgress(.train, course.done + done, of: course.done + (isOver ? done : plan.steps), loss: loss))
                told = now
            }
        }
        // Where another course may follow, an attempt that is killed there goes on from here.
        if !isOver && course.next != nil { _ = attempt.checkpoints.save(trainer.buffers, course: course.number, step: done) }
        let best = isOver ? stopping.best : nil
        // What the method looks at next is what was learned.
        if let best { trainer.weights = best.weights.elements }
        let version = trainer.version(steps: best?.step ?? done)
        let kept = try method.kept(job, Trained(version: version, trainer: trainer, steps: done))
        return Learned(version: version, parts: kept.parts, memory: kept.memory, steps: done, isWhole: !isOver, loss: loss)
    }
}

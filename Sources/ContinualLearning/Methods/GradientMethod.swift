import Domain
import Models
import NeuralNetworks
import Rows

/// A method that goes down a gradient, step by step: all of them share one loop (`GradientDescent`), and say what a step is made of, what its loss asks
/// besides the labels, what happens after it, and what they keep. Each has a default; a method says what is its own.
protocol GradientMethod: LearningMethod {
    /// Whether a step has remembered rows beside new ones.
    var replays: Bool { get }

    /// Weight, beside the labels' loss, of the distance to what the teacher answers on remembered rows.
    func distillation(_ training: TrainingSpecification) -> Double

    /// What the teacher once said of each remembered row, `[rows, outputs]`, as logits, NaN where nothing; nil: the served average is the teacher.
    ///
    /// - Parameter outputs: Of the model, which may have grown since.
    func storedLogits(_ memory: ReplayMemory, outputs: Int) -> [Float]?

    /// What the loss asks of the weights themselves.
    ///
    /// - Parameter model: What the job begins with.
    func penalty(_ job: TrainingJob, _ model: ModelVersion) throws -> (any WeightPenalty)?

    /// Whether the version is an average of the weights; else it is the newest ones, and there is no average.
    var averages: Bool { get }

    /// The decay after a step of the average that becomes the version: 0 is the newest weights themselves.
    func averageDecay(after step: Int, of plan: TrainingPlan) -> Double

    /// What else goes along with the weights, step by step.
    func followers(_ job: TrainingJob, _ model: ModelVersion) throws -> [any WeightFollower]

    /// What the method keeps for later jobs, once a course is over.
    func kept(_ job: TrainingJob, _ trained: Trained) throws -> Kept
}

/// What a course has come to, to be looked at.
struct Trained {
    let version: ModelVersion
    let trainer: ModelTrainer
    let steps: Int
}

/// What goes from job to job beside the weights.
struct Kept {
    var parts: [VersionPart] = []
    var memory: ReplayMemory
}

extension GradientMethod {
    func distillation(_ training: TrainingSpecification) -> Double { 0 }

    func storedLogits(_ memory: ReplayMemory, outputs: Int) -> [Float]? { nil }

    func penalty(_ job: TrainingJob, _ model: ModelVersion) throws -> (any WeightPenalty)? { nil }

    var averages: Bool { false }

    func averageDecay(after step: Int, of plan: TrainingPlan) -> Double { 0 }

    func followers(_ job: TrainingJob, _ model: ModelVersion) throws -> [any WeightFollower] { [] }

    func kept(_ job: TrainingJob, _ trained: Trained) throws -> Kept { Kept(memory: job.memory) }

    /// A course of steps; a large first job has one after another, each three times as long, as long as validation rows say that it pays.
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        let model = try job.model()
        let replayed = replays ? job.replayed : ReplayMemory(RowSet(schema: job.derivation.form))
        guard let plan = try job.plan(of: model, replayed: replayed.rows) else {
            return Learned(version: model, memory: job.memory, steps: 0)
        }
        let held = job.kept
        // Rows of earlier files would hold back what a later one has to say of a world that changes; it moves the model gently instead.
        let ending = job.parent == nil ? held : held.subset([])
        var course = Course(plan)
        var descent = GradientDescent(self, job, course, consume model, replayed)
        var learned = try descent.run(attempt, EarlyStopping(ending, steps: plan.steps, job.sources))
        learned.version = try Calibration.calibrated(learned.version, on: held, job.sources)
        guard job.parent == nil, held.count >= HeldOutRows.least else { return learned }
        var losses = try Calibration.losses(of: learned.version, on: held, job.sources)
        while learned.isWhole, let longer = course.next {
            course = longer
            descent = GradientDescent(self, job, course, learned.version, replayed)
            var next = try descent.run(attempt, EarlyStopping(held, steps: course.plan.steps, job.sources, before: learned.version))
            next.version = try Calibration.calibrated(next.version, on: held, job.sources)
            let now = try Calibration.losses(of: next.version, on: held, job.sources)
            guard PairedLoss(differences: zip(losses, now).map { $0 - $1 }).certain > 0 else { break }
            next.steps += learned.steps
            (learned, losses) = (next, now)
        }
        return learned
    }
}

/// One of a job's courses, and how many steps the ones before it had.
struct Course {
    let plan: TrainingPlan
    private(set) var number = 0
    private(set) var done = 0

    init(_ plan: TrainingPlan) { self.plan = plan }

    /// The one that may follow.
    var next: Course? {
        guard let plan = plan.prolonged(after: done + plan.steps) else { return nil }
        var next = Course(plan)
        next.number = number + 1
        next.done = done + self.plan.steps
        return next
    }

    /// Randomness of its own; the first one's has no number.
    func name(_ name: String) -> String { number == 0 ? name : "\(name) \(number)" }
}

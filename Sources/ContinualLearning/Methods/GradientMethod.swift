import Domain
import Models
import Rows

/// A method that goes down a gradient, step by step: all of them share one loop (`GradientDescent`), and say what a step is made of.
protocol GradientMethod: LearningMethod {
    /// Whether a step has remembered rows beside new ones.
    var replays: Bool { get }

    /// Weight, beside the labels' loss, of the distance to what the served average answers on remembered rows.
    func distillation(_ training: TrainingSpecification) -> Double

    /// The decay after a step of the average that becomes the version: 0 is the newest weights themselves.
    func averageDecay(after step: Int, of plan: TrainingPlan) -> Double
}

extension GradientMethod {
    func distillation(_ training: TrainingSpecification) -> Double { 0 }

    func averageDecay(after step: Int, of plan: TrainingPlan) -> Double { 0 }

    /// A course of steps; a large table's first job has one after another, each three times as long, as long as validation rows say that it pays.
    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        let model = try job.model()
        let replayed = replays ? job.replayed.rows : RowSet(schema: job.derivation.form)
        guard var plan = job.plan(replayed: replayed) else { return Learned(version: model, memory: job.memory.rows, steps: 0) }
        let held = job.kept
        var learned = try GradientDescent(self, job, plan, Course(number: 0, done: 0), model, replayed).run(attempt)
        learned.version = try Calibration.calibrated(learned.version, on: held)
        guard job.parent == nil, job.derivation.form.image == nil, held.count >= HeldOutRows.least else { return learned }
        var losses = try Calibration.losses(of: learned.version, on: held)
        var number = 0
        while let longer = plan.prolonged(after: learned.steps) {
            plan = longer
            number += 1
            let course = Course(number: number, done: learned.steps)
            var next = try GradientDescent(self, job, plan, course, learned.version, replayed).run(attempt)
            next.version = try Calibration.calibrated(next.version, on: held)
            let now = try Calibration.losses(of: next.version, on: held)
            guard PairedLoss(differences: zip(losses, now).map { $0 - $1 }).certain > 0 else { break }
            next.steps += learned.steps
            (learned, losses) = (next, now)
        }
        return learned
    }
}

/// Which of a job's courses, and how many steps the ones before it had.
struct Course {
    let number: Int
    let done: Int

    /// Randomness of its own; the first one's has no number.
    func name(_ name: String) -> String { number == 0 ? name : "\(name) \(number)" }
}

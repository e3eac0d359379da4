import Domain
import Models

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

    func learn(_ job: TrainingJob, _ attempt: Attempt) throws -> Learned {
        guard let plan = job.plan(replays: replays) else { return Learned(version: job.version, steps: 0) }
        return try GradientDescent(self, job, plan).run(attempt)
    }
}

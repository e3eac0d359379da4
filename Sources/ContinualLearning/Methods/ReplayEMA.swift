import Domain

/// Experience replay with one moving average of the weights, which serves, and which teaches on the remembered rows: the loss holds the squared
/// distance of the logits to the average's against forgetting. (CLS-ER of Arani, Sarfraz, Zonooz 2022, with one average in place of two.)
struct ReplayEMA: GradientMethod {
    var replays: Bool { true }
    var averages: Bool { true }

    func distillation(_ training: TrainingSpecification) -> Double { training.distillation }

    func averageDecay(after step: Int, of plan: TrainingPlan) -> Double { plan.decay(after: step) }
}

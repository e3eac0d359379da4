import Domain
import Models
import NeuralNetworks

/// From what an operator sets to what a trainer goes by.
extension TrainingSettings {
    init(_ training: TrainingSpecification, steps: Int) {
        self.init(
            optimizer: training.optimizer.optimizer(weightDecay: Float(training.weightDecay)),
            labelSmoothing: Float(training.labelSmoothing),
            balancesClasses: training.balanceClasses, huberDelta: Float(training.huberDelta), distillation: Float(training.distillation),
            clipNorm: Float(training.clipNorm), precision: training.precision == .bfloat16 ? .bfloat16 : .single,
            frozenShares: training.freeze, rateFactors: training.rates, steps: steps)
    }
}

extension OptimizerSpecification {
    fileprivate func optimizer(weightDecay: Float) -> any Optimizer {
        switch kind {
        case .adamw: AdamW(weightDecay: weightDecay)
        case .sgd: SGD(momentum: Float(momentum), nesterov: nesterov && momentum > 0, weightDecay: weightDecay)
        }
    }
}

extension Disturbance {
    init(_ training: TrainingSpecification) {
        self.init(inputNoise: Float(training.inputNoise), shift: training.augmentation.shift, flips: training.augmentation.flip)
    }
}

extension LearningRate {
    init(_ schedule: ScheduleSpecification, _ plan: TrainingPlan) {
        let course: Course =
            switch schedule.course {
            case .constant: .constant
            case .linear: .linear
            case .cosine: .cosine
            case .stepped: .stepped(factor: schedule.stepFactor, every: max(1, Int((schedule.stepShare * Double(plan.steps)).rounded())))
            case .oneCycle: .oneCycle
            }
        self.init(peak: plan.peakRate, warmUpSteps: plan.warmUpSteps, steps: plan.steps, course: course)
    }
}

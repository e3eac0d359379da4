import Domain
import Models
import NeuralNetworks

/// From what an operator sets to what a trainer goes by.
extension TrainingSettings {
    init(_ training: TrainingSpecification, heads: [String: HeadSpecification] = [:], steps: Int, distillation: Double) {
        self.init(
            optimizer: training.chosenOptimizer,
            labelSmoothing: Float(training.labelSmoothing),
            balancesClasses: training.balanceClasses,
            huberDelta: Float(training.huberDelta),
            distillation: Float(distillation),
            distillationTemperature: Float(training.distillationTemperature),
            clipNorm: Float(training.clipNorm),
            precision: training.precision == .bfloat16 ? .bfloat16 : .single,
            frozenShares: training.freeze,
            rateFactors: training.rates,
            layerDecay: training.layerDecay ?? 1,
            adapterDropout: training.loraDropout ?? 0,
            headWeights: heads.mapValues { Float($0.weight) },
            steps: steps
        )
    }
}

extension TrainingSpecification {
    fileprivate var chosenOptimizer: any Optimizer {
        switch optimizer {
        case .adamw: AdamW(weightDecay: Float(weightDecay))
        case .sgd: SGD(momentum: Float(momentum), nesterov: nesterov && momentum > 0, weightDecay: Float(weightDecay))
        }
    }
}

extension Augmentation {
    init(_ training: TrainingSpecification) {
        self.init(inputNoise: Float(training.inputNoise), shift: training.shift, flips: training.flip)
    }
}

extension LearningRate {
    init(_ training: TrainingSpecification, _ plan: TrainingPlan) {
        let course: Course =
            switch training.schedule {
            case .constant: .constant
            case .linear: .linear
            case .cosine: .cosine
            case .stepped: .stepped(factor: training.stepFactor, every: max(1, Int((training.stepShare * Double(plan.steps)).rounded())))
            case .oneCycle: .oneCycle
            }
        self.init(peak: plan.peakRate, warmUpSteps: plan.warmUpSteps, steps: plan.steps, course: course)
    }
}

import NeuralNetworks

/// What a job's training goes by, step for step.
public struct TrainingSettings: Sendable {
    /// How gradients change the weights; its state begins at 0 with each course of steps.
    public var optimizer: any Optimizer
    /// Share of a class's target that is spread over all classes, 0…0.5.
    public var labelSmoothing: Float
    /// Rare classes count for as much as common ones.
    public var balancesClasses: Bool
    /// Where errors of numbers (in standard deviations) begin to pull no harder; 0: nowhere.
    public var huberDelta: Float
    /// λ of the distance to the average's logits on remembered rows.
    public var distillation: Float
    /// Of the softened distributions that are compared; 0: the logits' squared difference instead.
    public var distillationTemperature: Float
    /// Global norm to which gradients are clipped; 0: they are not.
    public var clipNorm: Float
    /// In what form factors are multiplied while training; the weights stay in 32 bits.
    public var precision: Precision
    /// Shares of the steps for which what lies under a path stays as it is; 1: all of them.
    public var frozenShares: [String: Double]
    /// What the learning rate is multiplied by under a path.
    public var rateFactors: [String: Double]
    /// What the learning rate of each of an encoder's layers is multiplied by against the layer above.
    public var layerDecay: Double
    /// The share of an adapter's inputs that is dropped.
    public var adapterDropout: Double
    /// Of several heads, what each one's loss weighs, by its label's name; 1 where it is not there.
    public var headWeights: [String: Float]
    /// Steps of the job.
    public var steps: Int

    /// What may be left out is then off: nothing is balanced, frozen or rounded, and errors pull in full.
    public init(
        optimizer: any Optimizer,
        labelSmoothing: Float,
        balancesClasses: Bool = false,
        huberDelta: Float = 0,
        distillation: Float,
        distillationTemperature: Float = 0,
        clipNorm: Float,
        precision: Precision = .single,
        frozenShares: [String: Double] = [:],
        rateFactors: [String: Double] = [:],
        layerDecay: Double = 1,
        adapterDropout: Double = 0,
        headWeights: [String: Float] = [:],
        steps: Int
    ) {
        self.optimizer = optimizer
        self.labelSmoothing = labelSmoothing
        self.balancesClasses = balancesClasses
        self.huberDelta = huberDelta
        self.distillation = distillation
        self.distillationTemperature = distillationTemperature
        self.clipNorm = clipNorm
        self.precision = precision
        self.frozenShares = frozenShares
        self.rateFactors = rateFactors
        self.layerDecay = layerDecay
        self.adapterDropout = adapterDropout
        self.headWeights = headWeights
        self.steps = steps
    }
}

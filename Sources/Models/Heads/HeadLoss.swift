import NeuralNetworks
import Tensors

/// One head's part of a job's loss, on rows that all have its label.
struct HeadLoss {
    /// Floats of the head in a row.
    let width: Int
    let isRegression: Bool
    /// What it weighs beside the other heads.
    let weight: Float
    private let distillation: Distillation
    private let huberDelta: Float
    private let entropy: CrossEntropy
    /// Instead of it where the steps' mixture has other shares of the classes than all rows.
    private let adjusted: AdjustedCrossEntropy?

    init(_ settings: TrainingSettings, width: Int, isRegression: Bool, weight: Float, classShares: ClassShares?) {
        self.width = width
        self.isRegression = isRegression
        self.weight = weight
        // A number has no distribution to soften.
        let softens = settings.distillationTemperature > 0 && !isRegression
        distillation = softens ? .softened(temperature: settings.distillationTemperature) : .squared
        huberDelta = settings.huberDelta
        let balances = settings.balancesClasses
        entropy = CrossEntropy(smoothing: settings.labelSmoothing, weights: balances ? classShares?.balancingWeights : nil)
        adjusted =
            balances
            ? nil : classShares?.logOdds.map { AdjustedCrossEntropy(logOdds: $0, smoothing: settings.labelSmoothing) }
    }

    /// What a row of a class counts for in the mean over rows.
    var classWeights: [Float]? { entropy.weights }

    /// Turns outputs `[rows, width]` into `scale` · ∂loss/∂outputs; returns the sum of the rows' losses.
    ///
    /// - Parameters:
    ///   - classes: Of classification.
    ///   - targets: Of regression, standardized.
    func gradient(
        _ outputs: UnsafeMutablePointer<Float>,
        rows: Int,
        classes: UnsafePointer<Int32>,
        targets: UnsafePointer<Float>,
        scale: Float
    ) -> Double {
        if !isRegression {
            if let adjusted { return adjusted.gradient(outputs, rows: rows, width: width, classes: classes, scale: scale) }
            return entropy.gradient(outputs, rows: rows, width: width, classes: classes, scale: scale)
        }
        return huberDelta > 0
            ? HuberError(delta: huberDelta).gradient(outputs, count: rows, targets: targets, scale: scale)
            : SquaredError().gradient(outputs, count: rows, targets: targets, scale: scale)
    }

    /// Adds what a teacher's outputs ask.
    ///
    /// - Parameters:
    ///   - taught: `[rows, width]`; overwritten.
    ///   - all: Rows of the step that are taught.
    ///   - scratch: `width` floats.
    func teach(
        _ own: UnsafePointer<Float>,
        _ taught: UnsafeMutablePointer<Float>,
        rows: Int,
        of all: Int,
        weight: Float,
        to gradient: UnsafeMutablePointer<Float>,
        scratch: UnsafeMutablePointer<Float>
    ) {
        _ = distillation.add(
            own,
            teacher: taught,
            rows: rows,
            of: all,
            width: width,
            weight: weight,
            to: gradient,
            scratch: scratch
        )
    }
}

import Domain
import NeuralNetworks
import Tensors

/// A job's loss: cross-entropy or error over all rows of a step, and on the remembered ones the distance to what a teacher says: the averaged network,
/// or whoever said it when the row was learned.
///
/// Legend: B rows, of which the first N are new and the other R remembered; C outputs.
final class LearningLoss: Loss {
    private let network: Network
    private let isRegression: Bool
    private let distillation: (kind: Distillation, weight: Float)
    private let huberDelta: Float
    private let entropy: CrossEntropy
    /// Instead of it where the steps' mixture has other shares of the classes than all rows.
    private let adjusted: AdjustedCrossEntropy?
    /// The layer at which the teacher begins, since none below it ever learns; the step's inputs to it, `[B, its input]`, and the averaged parameters.
    private let firstLayer: Int
    private let inputs: FloatBuffer
    private let average: FloatBuffer
    /// What was said of each remembered row, `[rows, C]`, and of those of the step, `[B, C]`; NaN: nothing. Nil: the average is asked.
    private let storedLogits: (all: [Float], ofStep: FloatBuffer)?
    /// Of the step under way.
    private let classes: UnsafeMutablePointer<Int32>
    private let targets: FloatBuffer
    private var rows = 0
    private var newRows = 0
    /// 1 over the step's rows, or over the sum of their weights.
    private(set) var scale: Float = 1

    init(
        _ network: Network,
        _ settings: TrainingSettings,
        isRegression: Bool,
        classShares: ClassShares?,
        from lowestLearning: (layer: Int, inputs: FloatBuffer),
        capacity: Int,
        average: FloatBuffer,
        storedLogits: [Float]?
    ) {
        self.network = network
        self.isRegression = isRegression
        (firstLayer, inputs) = lowestLearning
        self.average = average
        // A number has no distribution to soften.
        let softens = settings.distillationTemperature > 0 && !isRegression
        distillation = (softens ? .softened(temperature: settings.distillationTemperature) : .squared, settings.distillation)
        huberDelta = settings.huberDelta
        let balances = settings.balancesClasses
        entropy = CrossEntropy(smoothing: settings.labelSmoothing, weights: balances ? classShares?.balancingWeights : nil)
        adjusted =
            balances
            ? nil : classShares?.logOdds.map { AdjustedCrossEntropy(logOdds: $0, smoothing: settings.labelSmoothing) }
        classes = .allocate(capacity: max(1, capacity))
        classes.initialize(repeating: 0, count: max(1, capacity))
        targets = FloatBuffer(count: capacity)
        self.storedLogits = storedLogits.map { ($0, FloatBuffer(count: capacity * network.output.count)) }
    }

    deinit { classes.deallocate() }

    /// Floats of scratch for so many rows: the teacher's outputs, this network's own, and the teacher's forward pass.
    static func scratchCount(_ network: Network, rows: Int) -> Int {
        2 * rows * network.output.count + network.forwardScratchCount(rows: rows)
    }

    /// Takes a row's label.
    func take(_ rows: PreparedRows, _ index: Int, at row: Int) {
        if isRegression { targets.start[row] = rows.targets[index] } else { classes[row] = rows.classes[index] }
    }

    /// Takes what was said of a remembered row.
    func takeStoredLogits(_ index: Int, at row: Int) {
        guard let storedLogits else { return }
        let width = network.output.count
        for output in 0..<width { storedLogits.ofStep.start[row * width + output] = storedLogits.all[index * width + output] }
    }

    func begin(rows: Int, newRows: Int) {
        self.rows = rows
        self.newRows = newRows
        scale = 1 / Float(rows)
        if let weights = entropy.weights {
            var sum: Float = 0
            for row in 0..<rows { sum += weights[Int(classes[row])] }
            scale = 1 / sum
        }
    }

    func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double {
        let width = network.output.count
        let firstRemembered = max(firstRow, newRows)
        let remembered = max(0, firstRow + rows - firstRemembered)
        let (taught, own) = (scratch, scratch + remembered * width)
        let index = outputs + (firstRemembered - firstRow) * width
        let teaches = distillation.weight > 0 && remembered > 0
        if teaches {
            own.update(from: index, count: remembered * width)
            teach(taught, own, firstRow: firstRemembered, rows: remembered, scratch: own + remembered * width)
        }
        let loss = labelLoss(outputs, firstRow: firstRow, rows: rows, width: width)
        if teaches {
            _ = distillation.kind.add(
                own,
                teacher: taught,
                rows: remembered,
                of: self.rows - newRows,
                width: width,
                weight: distillation.weight,
                to: index,
                scratch: own + remembered * width
            )
        }
        return loss
    }

    /// - Parameter own: What is said now: where nothing was said, there is no distance.
    private func teach(
        _ taught: UnsafeMutablePointer<Float>,
        _ own: UnsafePointer<Float>,
        firstRow: Int,
        rows: Int,
        scratch: UnsafeMutablePointer<Float>
    ) {
        let width = network.output.count
        guard let storedLogits else {
            network.forward(
                inputs.pointer + firstRow * network.layers[firstLayer].input.count,
                rows: rows,
                from: firstLayer,
                parameters: average.pointer,
                into: taught,
                scratch: scratch
            )
            return
        }
        let words = storedLogits.ofStep.pointer + firstRow * width
        for index in 0..<rows * width { taught[index] = words[index].isNaN ? own[index] : words[index] }
    }

    private func labelLoss(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, width: Int) -> Double {
        if !isRegression {
            if let adjusted { return adjusted.gradient(outputs, rows: rows, width: width, classes: classes + firstRow, scale: scale) }
            return entropy.gradient(outputs, rows: rows, width: width, classes: classes + firstRow, scale: scale)
        }
        let targets = targets.pointer + firstRow
        return huberDelta > 0
            ? HuberError(delta: huberDelta).gradient(outputs, count: rows, targets: targets, scale: scale)
            : SquaredError().gradient(outputs, count: rows, targets: targets, scale: scale)
    }
}

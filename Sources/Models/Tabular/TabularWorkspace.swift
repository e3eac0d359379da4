import Domain
import NeuralNetworks
import Tensors

/// The rows of one step on their way through a tabular network: inputs, targets, the teacher's outputs.
final class TabularWorkspace {
    private let features: TabularFeatures
    private let outputWidth: Int
    private let isRegression: Bool
    private let embeddingStarts: [Int]
    /// `[B, inputs]`.
    let inputs: FloatBuffer
    let inputGradient: FloatBuffer
    /// `[R, inputs]`: the remembered rows as the averaged network reads them.
    let teacherInputs: FloatBuffer
    let teacherOutputs: FloatBuffer
    let teacherScratch: FloatBuffer
    /// This network's outputs for the remembered rows.
    private let keptOutputs: FloatBuffer
    private let noise: FloatBuffer
    private var levels: [Int32]
    private var classes: [Int32]
    private let targets: FloatBuffer

    init(_ document: TabularDocument, rows: Int, replayRows: Int) {
        features = document.features
        outputWidth = document.outputs.width
        isRegression = document.outputs == .value
        var start = 0
        embeddingStarts = document.features.categories.map { column in
            defer { start += (document.layout.columns[column].levels.count + 1) * document.features.embedding }
            return start
        }
        inputs = FloatBuffer(count: rows * features.width)
        inputGradient = FloatBuffer(count: rows * features.width)
        teacherInputs = FloatBuffer(count: replayRows * features.width)
        teacherOutputs = FloatBuffer(count: replayRows * outputWidth)
        teacherScratch = FloatBuffer(count: 2 * replayRows * document.shape.widest)
        keptOutputs = FloatBuffer(count: replayRows * outputWidth)
        noise = FloatBuffer(count: rows * features.numbers.count)
        levels = [Int32](repeating: 0, count: rows * features.categories.count)
        classes = [Int32](repeating: 0, count: rows)
        targets = FloatBuffer(count: rows)
    }

    func gather(_ rows: PreparedRows, _ places: [Int32], at start: Int) {
        let dense = features.numbers.count + features.marks.count
        let categories = features.categories.count
        for (offset, place) in places.enumerated() {
            let (row, place) = (start + offset, Int(place))
            rows.dense.withUnsafeBufferPointer { from in
                let to = inputs.start + row * features.width
                for column in 0..<dense { to[column] = from[place * dense + column] }
            }
            for category in 0..<categories { levels[row * categories + category] = rows.levels[place * categories + category] }
            if isRegression { targets.start[row] = rows.targets[place] } else { classes[row] = rows.classes[place] }
        }
    }

    /// Noise on the numbers; and one level in fifty is taken for unseen, so that the place of the unseen is learned.
    func disturb(rows: Int, deviation: Float, _ random: inout RandomSource) {
        let numbers = features.numbers.count
        if deviation > 0 && numbers > 0 {
            random.fillNormal(noise.start, count: rows * numbers, deviation: deviation)
            for row in 0..<rows {
                let input = inputs.start + row * features.width
                for column in 0..<numbers { input[column] += noise.start[row * numbers + column] }
            }
        }
        for place in 0..<rows * features.categories.count where random.next() % 50 == 0 { levels[place] = 0 }
    }

    /// Completes rows `from ..< from + rows` by their levels' embeddings, in place or, for the teacher, in a copy.
    func embed(rows: Int, from: Int, _ tables: FloatBuffer, into target: FloatBuffer) {
        let width = features.width
        if target !== inputs { target.start.update(from: inputs.start + from * width, count: rows * width) }
        let dense = features.numbers.count + features.marks.count
        for row in 0..<rows {
            for category in features.categories.indices {
                let to = target.start + row * width + dense + category * features.embedding
                to.update(from: tables.start + embeddingStart(row: from + row, category), count: features.embedding)
            }
        }
    }

    private func embeddingStart(row: Int, _ category: Int) -> Int {
        embeddingStarts[category] + Int(levels[row * features.categories.count + category]) * features.embedding
    }

    func keepOutputs(_ outputs: UnsafeMutablePointer<Float>, newRows: Int, replayRows: Int) {
        keptOutputs.start.update(from: outputs + newRows * outputWidth, count: replayRows * outputWidth)
    }

    /// Turns outputs into ∂(mean loss)/∂outputs; returns the sum of the rows' losses.
    func loss(_ outputs: UnsafeMutablePointer<Float>, rows: Int, smoothing: Float) -> Double {
        guard isRegression else {
            return classes.withUnsafeBufferPointer {
                Kernels.crossEntropy(
                    outputs, rows: rows, width: outputWidth, classes: $0.baseAddress!, smoothing: smoothing, scale: 1 / Float(rows))
            }
        }
        var sum = 0.0
        for row in 0..<rows {
            let error = outputs[row] - targets.start[row]
            sum += Double(error) * Double(error)
            outputs[row] = 2 * error / Float(rows)
        }
        return sum
    }

    /// Adds λ · ∂ mean((h − h̄)²) / ∂h over the remembered rows and all outputs.
    func addDistillation(newRows: Int, replayRows: Int, weight: Float, to gradient: UnsafeMutablePointer<Float>) {
        let count = replayRows * outputWidth
        _ = Kernels.squaredDifference(
            keptOutputs.start, teacherOutputs.start, count: count, scale: weight / Float(count), gradient: gradient + newRows * outputWidth)
    }

    func embeddingGradient(rows: Int, into gradients: FloatBuffer) {
        guard !features.categories.isEmpty else { return }
        gradients.clear()
        let dense = features.numbers.count + features.marks.count
        for row in 0..<rows {
            for category in features.categories.indices {
                let from = inputGradient.start + row * features.width + dense + category * features.embedding
                let to = gradients.start + embeddingStart(row: row, category)
                for offset in 0..<features.embedding { to[offset] += from[offset] }
            }
        }
    }
}

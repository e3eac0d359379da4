import NeuralNetworks
import Tensors

/// A network in training by the settings of a golden file: loss on all rows, distillation on the last ones, clipping, AdamW, moving average.
final class TrainingNetwork {
    let golden: GoldenFile
    let network: MLP
    let average: FloatBuffer
    private let m: FloatBuffer
    private let v: FloatBuffer
    private let kept: FloatBuffer
    let inputGradient: FloatBuffer

    init(_ golden: GoldenFile) {
        self.golden = golden
        network = MLP(golden.shape, capacity: golden.rows)
        network.parameters.elements = golden.parameters("before")
        average = FloatBuffer(count: network.parameters.count)
        average.elements = network.parameters.elements
        m = FloatBuffer(count: network.parameters.count)
        v = FloatBuffer(count: network.parameters.count)
        kept = FloatBuffer(count: golden.teacher.count)
        inputGradient = FloatBuffer(count: golden.inputs.count)
    }

    /// Forward and backward; returns the mean loss of the rows.
    func gradients() -> Double {
        let outputs = network.forward(golden.inputs, rows: golden.rows)
        let first = golden.rows * golden.shape.outputs - kept.count
        kept.start.update(from: outputs + first, count: kept.count)
        let loss: Double
        if golden.isRegression {
            var sum = 0.0
            for row in 0..<golden.rows {
                let error = outputs[row] - golden.targets[row]
                sum += Double(error * error)
                outputs[row] = 2 * error / Float(golden.rows)
            }
            loss = sum
        } else {
            loss = Kernels.crossEntropy(
                outputs, rows: golden.rows, width: golden.shape.outputs, classes: golden.classes, smoothing: golden.smoothing,
                scale: 1 / Float(golden.rows))
        }
        _ = Kernels.squaredDifference(
            kept.start, golden.teacher, count: kept.count, scale: golden.distillation / Float(kept.count), gradient: outputs + first)
        network.backward(outputs, inputs: golden.inputs, rows: golden.rows, inputGradient: inputGradient.start)
        return loss / Double(golden.rows)
    }

    func update(step: Int) {
        let norm = Float(Kernels.sumOfSquares(network.gradients.start, count: network.gradients.count).squareRoot())
        var update = AdamWStep(rate: Float(golden.schedule.rate(at: step)), decay: 0, step: step)
        update.gradientScale = norm > golden.clipNorm ? golden.clipNorm / norm : 1
        for layer in 0..<golden.shape.layers {
            let (weight, bias, end) = (
                golden.shape.weightOffset(layer), golden.shape.biasOffset(layer), golden.shape.weightOffset(layer + 1)
            )
            for (start, count, decay) in [(weight, bias - weight, golden.decay), (bias, end - bias, 0)] {
                update.decay = decay
                update.apply(
                    network.parameters.start + start, gradient: network.gradients.start + start, m: m.start + start, v: v.start + start,
                    count: count)
            }
        }
        Kernels.average(average.start, network.parameters.start, count: average.count, decay: golden.averageDecay)
    }
}

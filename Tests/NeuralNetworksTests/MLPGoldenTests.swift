import Domain
import NeuralNetworks
import Tensors
import Testing

/// The recipe of tables as PyTorch does it (`Golden/make_golden.py`): loss on all rows, distillation on the last ones, clipping, AdamW, warm-up
/// and cosine, moving average.
@Suite("Golden files of the tables' recipe")
struct MLPGoldenTests {
    static let names = ["relu_classes", "gelu_classes", "relu_value", "gelu_value"]

    private final class Recipe: Loss {
        let golden: [String: Tensor]
        let isRegression: Bool
        let rows: Int
        let width: Int
        let smoothing: Float
        let distillation: Float

        init(_ golden: [String: Tensor], isRegression: Bool) {
            self.golden = golden
            self.isRegression = isRegression
            rows = golden["inputs"]!.shape[0]
            width = golden["outputs"]!.shape[1]
            (smoothing, distillation) = (golden["settings"]!.elements[5], golden["settings"]!.elements[6])
        }

        func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double {
            var teacher = golden["teacher"]!.elements
            let first = rows * width - teacher.count
            let own = Array(UnsafeBufferPointer(start: outputs + first, count: teacher.count))
            var room = [Float](repeating: 0, count: width)
            let scale = 1 / Float(rows)
            let loss =
                isRegression
                ? SquaredError().gradient(outputs, count: rows, targets: golden["targets"]!.elements, scale: scale)
                : CrossEntropy(smoothing: smoothing).gradient(
                    outputs,
                    rows: rows,
                    width: width,
                    classes: golden["classes"]!.elements.map { Int32($0) },
                    scale: scale
                )
            let taught = teacher.count / width
            _ = Distillation.squared.add(
                own,
                teacher: &teacher,
                rows: taught,
                of: taught,
                width: width,
                weight: distillation,
                to: outputs + first,
                scratch: &room
            )
            return loss
        }
    }

    @Test("outputs, gradients, ten losses, and the weights and their average after ten steps", arguments: names)
    func recipe(name: String) throws {
        let golden = try GoldenFolder.tensors("../" + name)
        let before = GoldenTests.tensors(golden, under: "before")
        var builder = NetworkBuilder(input: Extent(features: golden["inputs"]!.shape[1]))
        for layer in 0..<3 {
            builder.linear("layers.\(layer)", outputs: before["layers.\(layer).bias"]!.shape[0], relu: layer < 2 && name.hasPrefix("relu"))
            if layer < 2 && name.hasPrefix("gelu") { builder.gelu() }
        }
        let network = builder.build()
        let settings = golden["settings"]!.elements
        let parameters = try network.flat(before)
        #expect(relativeError(served(network, parameters, golden["inputs"]!.elements), golden["outputs"]!.elements) < 1e-5)

        let loss = Recipe(golden, isRegression: name.hasSuffix("value"))
        let average = MovingAverage(of: parameters)
        average.share = 1 - settings[7]
        let trainer = NetworkTrainer(
            network,
            parameters: parameters,
            capacity: loss.rows,
            optimizer: AdamW(weightDecay: settings[3]),
            followers: [average]
        )
        trainer.inputs.elements = golden["inputs"]!.elements
        let schedule = LearningRate(peak: Double(settings[2]), warmUpSteps: Int(settings[1]), steps: Int(settings[0]), course: .cosine)
        for step in 1...schedule.steps {
            #expect(abs(schedule.rate(at: step) - Double(golden["rates"]!.elements[step - 1])) < 1e-8, "rate of step \(step)")
            let reported = trainer.step(
                StepSettings(
                    rows: loss.rows,
                    step: step,
                    rate: schedule.rate(at: step),
                    clipNorm: settings[4]
                ),
                loss: loss
            )
            #expect(abs(reported / Double(loss.rows) - Double(golden["losses"]!.elements[step - 1])) < 1e-5, "loss of step \(step)")
            guard step == 1 else { continue }
            for (name, tensor) in network.tensors(trainer.gradients.elements) {
                #expect(relativeError(tensor.elements, golden["gradient.\(name)"]!.elements) < 1e-5, "\(name)")
            }
        }
        for (name, tensor) in network.tensors(trainer.parameters.elements) {
            #expect(relativeError(tensor.elements, golden["after.\(name)"]!.elements) < 1e-4, "\(name)")
        }
        for (name, tensor) in network.tensors(average.elements.elements) {
            #expect(relativeError(tensor.elements, golden["average.\(name)"]!.elements) < 1e-4, "average of \(name)")
        }
    }
}

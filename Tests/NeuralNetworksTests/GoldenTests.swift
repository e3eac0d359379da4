import NeuralNetworks
import Tensors
import Testing

/// Against PyTorch 2.13, whose own sums are of 32-bit floats in another order.
@Suite("Golden files of PyTorch")
struct GoldenTests {
    static let names = ["relu_classes", "gelu_classes", "relu_value", "gelu_value"]

    @Test("outputs and loss", arguments: names)
    func forward(name: String) throws {
        let golden = try GoldenFile(name)
        let network = MLP(golden.shape, capacity: golden.rows)
        network.parameters.elements = golden.parameters("before")
        let outputs = network.forward(golden.inputs, rows: golden.rows)
        let ours = Array(UnsafeBufferPointer(start: outputs, count: golden.rows * golden.shape.outputs))
        #expect(relativeError(ours, golden["outputs"]) < 1e-5)
        #expect(abs(TrainingNetwork(golden).gradients() - Double(golden["loss"][0])) < 1e-6)
    }

    @Test("gradients of weights, biases and inputs", arguments: names)
    func gradients(name: String) throws {
        let training = TrainingNetwork(try GoldenFile(name))
        _ = training.gradients()
        let ours = training.golden.shape.tensors(training.network.gradients.elements)
        for (name, tensor) in ours { #expect(relativeError(tensor.elements, training.golden["gradient.\(name)"]) < 1e-5, "\(name)") }
        #expect(relativeError(training.inputGradient.elements, training.golden["gradient.inputs"]) < 1e-5)
    }

    // Adam divides by the gradient's own size, so that a rounding in a small gradient moves its parameter by a visible share of the rate (2e-2).
    @Test("ten steps of AdamW with clipping, decay, schedule and moving average", arguments: names)
    func tenSteps(name: String) throws {
        let golden = try GoldenFile(name)
        let training = TrainingNetwork(golden)
        for step in 1...golden.schedule.steps {
            let loss = training.gradients()
            #expect(abs(loss - Double(golden["losses"][step - 1])) < 1e-5, "loss of step \(step)")
            #expect(abs(golden.schedule.rate(at: step) - Double(golden["rates"][step - 1])) < 1e-8, "rate of step \(step)")
            training.update(step: step)
        }
        let ours = golden.shape.tensors(training.network.parameters.elements)
        for (name, tensor) in ours { #expect(relativeError(tensor.elements, golden["after.\(name)"]) < 1e-4, "\(name)") }
        let average = golden.shape.tensors(training.average.elements)
        for (name, tensor) in average { #expect(relativeError(tensor.elements, golden["average.\(name)"]) < 1e-4, "average of \(name)") }
        #expect(relativeError(training.average.elements, training.network.parameters.elements) > 1e-3)
    }
}

import NeuralNetworks
import Tensors
import Testing

@Suite("Backward pass of an MLP")
struct BackwardTests {
    // The difference is between 32-bit sums of up to 33 terms and a twin in double: 1e-5 is a hundred roundings. ReLU's kink is 1e-5 wide for the
    // differences and not hit by these seeds.
    @Test("equals central differences for weights, biases and inputs", arguments: shapes, [1, 6])
    func centralDifferences(shape: MLPShape, rows: Int) {
        let parameters = randomParameters(shape, seed: 3)
        let inputs = normals(rows * shape.inputs, seed: 4)
        let direction = normals(rows * shape.outputs, seed: 5)
        let network = MLP(shape, capacity: 8)
        network.parameters.elements = parameters
        let inputGradient = FloatBuffer(count: rows * shape.inputs)
        _ = network.forward(inputs, rows: rows)
        network.backward(direction, inputs: inputs, rows: rows, inputGradient: inputGradient.start)

        let twin = PlainMLP(shape: shape, parameters: parameters.map(Double.init))
        let (wideInputs, wideDirection) = (inputs.map(Double.init), direction.map(Double.init))
        let byParameter = NeuralNetworksTests.centralDifferences(at: twin.parameters) {
            PlainMLP(shape: shape, parameters: $0).product(wideInputs, wideDirection)
        }
        let byInput = NeuralNetworksTests.centralDifferences(at: wideInputs) { twin.product($0, wideDirection) }
        for layer in 0..<shape.layers {
            let weight = shape.weightOffset(layer)..<shape.biasOffset(layer)
            let bias = shape.biasOffset(layer)..<shape.weightOffset(layer + 1)
            #expect(relativeError(network.gradients.elements[weight], byParameter[weight]) < 1e-5, "weight of layer \(layer)")
            #expect(relativeError(network.gradients.elements[bias], byParameter[bias]) < 1e-5, "bias of layer \(layer)")
        }
        #expect(relativeError(inputGradient.elements, byInput) < 1e-5)
    }

    @Test("replaces the gradients of the step before")
    func replaces() {
        let shape = shapes[3]
        let network = MLP(shape, capacity: 4)
        network.parameters.elements = randomParameters(shape, seed: 6)
        let inputs = normals(4 * shape.inputs, seed: 7)
        let direction = normals(4 * shape.outputs, seed: 8)
        func gradients(rows: Int) -> [Float] {
            _ = network.forward(inputs, rows: rows)
            network.backward(direction, inputs: inputs, rows: rows)
            return network.gradients.elements
        }
        let first = gradients(rows: 4)
        #expect(gradients(rows: 2) != first)
        #expect(gradients(rows: 4) == first)
    }
}

import NeuralNetworks
import Tensors
import Testing

@Suite("Forward pass of an MLP")
struct ForwardTests {
    static func serve(_ shape: MLPShape, _ parameters: [Float], _ inputs: [Float], rows: Int) -> [Float] {
        let scratch = FloatBuffer(count: 2 * rows * shape.widest)
        let outputs = FloatBuffer(count: rows * shape.outputs)
        scratch.elements = [Float](repeating: .nan, count: scratch.count)
        MLPForward.run(shape, parameters: parameters, inputs: inputs, rows: rows, scratch: scratch.start, into: outputs.start)
        return outputs.elements
    }

    @Test("equals its plain twin", arguments: shapes, [1, 6])
    func equalsTwin(shape: MLPShape, rows: Int) {
        let parameters = randomParameters(shape, seed: 1)
        let inputs = normals(rows * shape.inputs, seed: 2)
        let twin = PlainMLP(shape: shape, parameters: parameters.map(Double.init))
        let expected = (0..<rows).flatMap { row in
            twin.outputs(inputs[row * shape.inputs..<(row + 1) * shape.inputs].map(Double.init))
        }
        #expect(relativeError(Self.serve(shape, parameters, inputs, rows: rows), expected) < 1e-5)
    }

    @Test("gives the same bytes in training as in serving", arguments: shapes, [1, 6])
    func sameInTraining(shape: MLPShape, rows: Int) {
        let network = MLP(shape, capacity: 8)
        network.parameters.elements = randomParameters(shape, seed: 1)
        let inputs = normals(rows * shape.inputs, seed: 2)
        let trained = Array(UnsafeBufferPointer(start: network.forward(inputs, rows: rows), count: rows * shape.outputs))
        let served = Self.serve(shape, network.parameters.elements, inputs, rows: rows)
        #expect(trained.map(\.bitPattern) == served.map(\.bitPattern))
    }

    @Test(
        "gives a row the same bytes alone and among 1 to 65 rows",
        arguments: [
            MLPShape(widths: [64, 128, 64, 10], activation: .relu), MLPShape(widths: [64, 128, 64, 10], activation: .gelu),
            MLPShape(widths: [7, 33, 1], activation: .gelu), MLPShape(widths: [300, 65, 3], activation: .relu),
        ])
    func sameBytesInAnyBatch(shape: MLPShape) {
        let most = 65
        let parameters = randomParameters(shape, seed: 9)
        let inputs = normals(most * shape.inputs, seed: 10)
        let alone = (0..<most).map { row in
            Self.serve(shape, parameters, Array(inputs[row * shape.inputs..<(row + 1) * shape.inputs]), rows: 1)
        }
        for rows in 1...most {
            let together = Self.serve(shape, parameters, inputs, rows: rows)
            #expect(together.map(\.bitPattern) == alone[..<rows].joined().map(\.bitPattern), "\(rows) rows")
        }
    }

    @Test("begins with He's deviations, a head and biases of zero, and the same for the same seed")
    func initialization() {
        let shape = MLPShape(widths: [200, 300, 4], activation: .relu)
        func initialized(_ seed: UInt64) -> [Float] {
            var random = RandomSource(seed: seed)
            let network = MLP(shape, capacity: 1)
            network.initialize(&random)
            return network.parameters.elements
        }
        let parameters = initialized(1)
        let weight = parameters[shape.weightOffset(0)..<shape.biasOffset(0)]
        let deviation = (weight.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(weight.count)).squareRoot()
        // √(2 / 200) = 0.1; the error of a deviation from 60,000 numbers is 0.3 %: five of them.
        #expect(abs(deviation - 0.1) < 0.0015)
        #expect(parameters[shape.biasOffset(0)...].allSatisfy { $0 == 0 })
        #expect(initialized(1) == parameters)
        #expect(initialized(2) != parameters)
    }
}

import NeuralNetworks
import Tensors
import Testing

@Suite("Surgery on an MLP")
struct SurgeryTests {
    @Test("growing the head leaves the old outputs' bytes and begins new ones at zero", arguments: shapes, [1, 3])
    func grows(shape: MLPShape, by count: Int) {
        let parameters = randomParameters(shape, seed: 1)
        let grown = shape.growing(by: count)
        #expect(grown.outputs == shape.outputs + count)
        let inputs = normals(5 * shape.inputs, seed: 2)
        let before = ForwardTests.serve(shape, parameters, inputs, rows: 5)
        let after = ForwardTests.serve(grown, shape.grown(parameters, by: count), inputs, rows: 5)
        for row in 0..<5 {
            let (old, new) = (row * shape.outputs, row * grown.outputs)
            #expect(after[new..<new + shape.outputs].map(\.bitPattern) == before[old..<old + shape.outputs].map(\.bitPattern))
            #expect(after[new + shape.outputs..<new + grown.outputs].allSatisfy { $0 == 0 })
        }
    }

    @Test("a head grows from nothing, and by nothing")
    func growsFromNothing() {
        let empty = MLPShape(widths: [3, 4, 0], activation: .relu)
        let parameters = randomParameters(empty, seed: 3)
        #expect(empty.grown(parameters, by: 2).count == empty.growing(by: 2).parameters)
        #expect(empty.grown(parameters, by: 0) == parameters)
    }

    // Weights are rounded to 32 bits once more: a few 1e-7 in each of up to 33 terms.
    @Test("inputs standardised anew leave the function as it was", arguments: shapes)
    func compensates(shape: MLPShape) {
        let parameters = randomParameters(shape, seed: 4)
        // All inputs but the last are numbers that are standardised.
        let scaled = max(1, shape.inputs - 1)
        let factors = (0..<scaled).map { 0.5 + Double($0) * 0.3 }
        let shifts = (0..<scaled).map { Double($0) - 1.25 }
        let new = normals(6 * shape.inputs, seed: 5)
        var old = new
        for row in 0..<6 {
            for input in 0..<scaled {
                old[row * shape.inputs + input] = Float(factors[input] * Double(new[row * shape.inputs + input]) + shifts[input])
            }
        }
        let before = ForwardTests.serve(shape, parameters, old, rows: 6)
        let after = ForwardTests.serve(shape, shape.compensated(parameters, factors: factors, shifts: shifts), new, rows: 6)
        #expect(relativeError(after, before) < 3e-6)
        let same = shape.compensated(
            parameters, factors: [Double](repeating: 1, count: scaled), shifts: [Double](repeating: 0, count: scaled))
        #expect(same.map(\.bitPattern) == parameters.map(\.bitPattern))
    }

    @Test("outputs in another unit mean the same")
    func rescales() {
        let shape = shapes[2]
        let parameters = randomParameters(shape, seed: 6)
        let inputs = normals(4 * shape.inputs, seed: 7)
        let (old, new) = ((mean: 3.0, scale: 2.0), (mean: -1.0, scale: 5.0))
        let before = ForwardTests.serve(shape, parameters, inputs, rows: 4).map { Double($0) * old.scale + old.mean }
        let after = ForwardTests.serve(shape, shape.rescaled(parameters, from: old, to: new), inputs, rows: 4)
            .map { Double($0) * new.scale + new.mean }
        #expect(relativeError(after.map(Float.init), before) < 1e-6)
    }

    @Test("parameters go to PyTorch's tensors and back bit for bit", arguments: shapes)
    func tensors(shape: MLPShape) {
        let parameters = randomParameters(shape, seed: 8)
        let tensors = shape.tensors(parameters)
        #expect(tensors.map(\.name) == (0..<shape.layers).flatMap { ["layers.\($0).weight", "layers.\($0).bias"] })
        #expect(tensors[0].tensor.shape == [shape.widths[1], shape.widths[0]])
        #expect(tensors[0].tensor.elements[shape.widths[0] - 1] == parameters[(shape.widths[0] - 1) * shape.widths[1]])
        let back = shape.parameters(Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }))
        #expect(back.map(\.bitPattern) == parameters.map(\.bitPattern))
    }
}

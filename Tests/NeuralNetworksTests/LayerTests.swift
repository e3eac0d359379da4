import Domain
import NeuralNetworks
import Tensors
import Testing

@Suite("Layers")
struct LayerTests {
    static func parameters(_ network: Network, seed: UInt64) -> [Float] {
        normals(network.parameterCount, seed: seed, deviation: 0.4)
    }

    // 32-bit sums of up to 400 terms against double.
    @Test("give what their formulas say", arguments: Sample.all, [1, 3])
    func forward(sample: Sample, rows: Int) {
        let plain = PlainNetwork(sample)
        let parameters = Self.parameters(plain.network, seed: 1)
        let inputs = normals(rows * sample.input.count, seed: 2)
        let expected = (0..<rows).flatMap { row in
            plain.outputs(
                inputs[row * sample.input.count..<(row + 1) * sample.input.count].map(Double.init),
                parameters.map(Double.init)
            )
        }
        #expect(relativeError(served(plain.network, parameters, inputs), expected) < 1e-5)
    }

    // Kinks (ReLU, the largest of a window) are 1e-6 wide for the differences, and not hit by these seeds.
    @Test("have the gradients that central differences show", arguments: Sample.all)
    func backward(sample: Sample) {
        let rows = 2
        let plain = PlainNetwork(sample)
        let network = plain.network
        let parameters = Self.parameters(network, seed: 3)
        let inputs = normals(rows * sample.input.count, seed: 4)
        let direction = normals(rows * network.output.count, seed: 5)
        let run = LayerRun(network, parameters, inputs, direction: direction)

        func product(_ inputs: [Double], _ parameters: [Double]) -> Double {
            let width = sample.input.count
            return (0..<rows).reduce(0) { sum, row in
                let outputs = plain.outputs(Array(inputs[row * width..<(row + 1) * width]), parameters)
                return sum + outputs.indices.reduce(0) { $0 + outputs[$1] * Double(direction[row * outputs.count + $1]) }
            }
        }
        let (wideInputs, wideParameters) = (inputs.map(Double.init), parameters.map(Double.init))
        // Of large networks some places, spread over all of them.
        let inputPlaces = Array(stride(from: 0, to: inputs.count, by: max(1, inputs.count / 60)))
        let byInput = centralDifferences(at: wideInputs, places: inputPlaces) { product($0, wideParameters) }
        #expect(relativeError(inputPlaces.map { run.inputGradient[$0] }, byInput) < 1e-4, "inputs")
        for parameter in network.parameters {
            let places = Array(
                stride(from: parameter.offset, to: parameter.offset + parameter.count, by: max(1, parameter.count / 40))
            )
            let byParameter = centralDifferences(at: wideParameters, places: places) { product(wideInputs, $0) }
            #expect(relativeError(places.map { run.gradients[$0] }, byParameter) < 1e-4, "\(parameter.path)")
        }
    }

    @Test("the largest of a window with something that is no number is none, in training and in serving", arguments: 0..<4)
    func poolsNotANumber(place: Int) {
        let network = Sample(2, 2, 1, ["max-pool 2x2"]).network
        var inputs: [Float] = [1, 4, 3, 2]
        inputs[place] = .nan
        #expect(served(network, [], inputs)[0].isNaN)
        let run = LayerRun(network, [], inputs, direction: [5])
        #expect(run.outputs[0].isNaN)
        #expect(run.inputGradient == (0..<4).map { $0 == place ? 5 : 0 })
    }

    @Test("give the same bytes in training as in serving", arguments: Sample.all)
    func sameInTraining(sample: Sample) {
        let network = sample.network
        let parameters = Self.parameters(network, seed: 6)
        let inputs = normals(3 * sample.input.count, seed: 7)
        let run = LayerRun(network, parameters, inputs, direction: [Float](repeating: 1, count: 3 * network.output.count))
        #expect(run.outputs.map(\.bitPattern) == served(network, parameters, inputs).map(\.bitPattern))
    }

    @Test("give a row the same bytes alone and among 1 to 65 rows", arguments: Sample.all)
    func sameBytesInAnyBatch(sample: Sample) {
        let network = sample.network
        let parameters = Self.parameters(network, seed: 8)
        let (most, width) = (65, sample.input.count)
        let inputs = normals(most * width, seed: 9)
        let alone = (0..<most).map { served(network, parameters, Array(inputs[$0 * width..<($0 + 1) * width])) }
        for rows in 1...most {
            let together = served(network, parameters, Array(inputs[..<(rows * width)]))
            #expect(together.map(\.bitPattern) == alone[..<rows].joined().map(\.bitPattern), "\(rows) rows")
        }
    }

    @Test("parameters go to PyTorch's tensors and back bit for bit", arguments: Sample.all)
    func tensors(sample: Sample) throws {
        let network = sample.network
        let parameters = Self.parameters(network, seed: 10)
        let tensors = network.tensors(parameters)
        let back = try network.flat(Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }))
        #expect(back.map(\.bitPattern) == parameters.map(\.bitPattern))
    }

    @Test("drop a share of their inputs while training, the same for the same seed and row, and none in serving")
    func dropout() {
        let network = Sample(1000, ["dropout 0.3"]).network
        let inputs = [Float](repeating: 1, count: 2000)
        func dropped(_ seed: UInt64, firstRow: Int, rows: Int) -> [Float] {
            let (cache, scratch, outputs) = (FloatBuffer(count: rows * 1000), FloatBuffer(count: 1), FloatBuffer(count: rows * 1000))
            var pass = LayerPass(
                rows: rows,
                firstRow: firstRow,
                parameters: ParameterMemory(owned: scratch.pointer),
                scratch: scratch.start
            )
            pass.cache = cache.start
            pass.seed = seed
            network.layers[0].forward(inputs, into: outputs.start, pass)
            return outputs.elements
        }
        let both = dropped(1, firstRow: 0, rows: 2)
        #expect(both[1000...].elementsEqual(dropped(1, firstRow: 1, rows: 1)))
        #expect(!both[..<1000].elementsEqual(both[1000...]))
        #expect(both != dropped(2, firstRow: 0, rows: 2))
        let zeros = both.count { $0 == 0 }
        // 600 of 2,000 are expected; five deviations are 102.
        #expect((498...702).contains(zeros))
        #expect(both.allSatisfy { $0 == 0 || abs($0 - 1 / 0.7) < 1e-6 })
        #expect(served(network, [], inputs) == inputs)
    }

    @Test("put embeddings in the place of categories, and gather their gradients")
    func embedding() {
        var builder = NetworkBuilder(input: Extent(features: 4))
        builder.embed(levels: [3, 2], width: 2)
        let network = builder.build()
        #expect(network.tensors([Float](repeating: 0, count: 10)).map(\.name) == ["embeddings.0.weight", "embeddings.1.weight"])
        // [0.5, −1 | level 2 of the first, level 0 of the second]
        let inputs: [Float] = [0.5, -1, 2, 0, 7, 8, 2, 1]
        let parameters: [Float] = [10, 11, 20, 21, 30, 31, 40, 41, 50, 51]
        let direction: [Float] = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]
        let run = LayerRun(network, parameters, inputs, direction: direction)
        #expect(run.outputs == [0.5, -1, 30, 31, 40, 41, 7, 8, 30, 31, 50, 51])
        #expect(run.gradients == [0, 0, 0, 0, 33, 44, 5, 6, 50, 60])
        #expect(run.inputGradient == [1, 2, 0, 0, 10, 20, 0, 0])
    }
}

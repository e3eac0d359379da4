import CAllocations
import NeuralNetworks
import Tensors
import Testing
import Threads

@Suite("Layers over rows of unequal length")
struct SequenceTests {
    static func parameters(_ network: Network, seed: UInt64) -> [Float] { normals(network.parameterCount, seed: seed, deviation: 0.4) }

    /// The twin's outputs of all rows.
    static func plain(_ sample: SequenceSample, _ parameters: [Double], _ inputs: [Double], _ lengths: [Int]) -> [Double] {
        let plain = PlainSequence(sample.network, parameters)
        let width = sample.network.input.count
        var first = 0
        return lengths.flatMap { length in
            defer { first += length }
            return sample.plain(plain, (first..<first + length).map { Array(inputs[$0 * width..<($0 + 1) * width]) })
        }
    }

    // 32-bit sums of up to 130 terms, one layer after another, against double.
    @Test("give what their formulas say", arguments: SequenceSample.all, SequenceSample.lengths)
    func forward(sample: SequenceSample, lengths: [Int]) {
        let parameters = Self.parameters(sample.network, seed: 1)
        let inputs = sample.inputs(lengths.reduce(0, +), seed: 2)
        let expected = Self.plain(sample, parameters.map(Double.init), inputs.map(Double.init), lengths)
        #expect(relativeError(served(sample.network, parameters, inputs, lengths: lengths), expected) < 2e-5)
    }

    @Test("have the gradients that central differences show", arguments: SequenceSample.all, [[3, 1, 6], [50]])
    func backward(sample: SequenceSample, lengths: [Int]) {
        let network = sample.network
        let parameters = Self.parameters(network, seed: 3)
        let inputs = sample.inputs(lengths.reduce(0, +), seed: 4)
        let outputs = lengths.reduce(0) { $0 + sample.outputPlaces($1) } * network.output.count
        let direction = normals(outputs, seed: 5)
        let run = LayerRun(network, parameters, inputs, direction: direction, lengths: lengths)
        func product(_ inputs: [Double], _ parameters: [Double]) -> Double {
            zip(Self.plain(sample, parameters, inputs, lengths), direction).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        let (wideInputs, wideParameters) = (inputs.map(Double.init), parameters.map(Double.init))
        if sample.levels == nil {
            let places = Array(stride(from: 0, to: inputs.count, by: max(1, inputs.count / 12)))
            let expected = centralDifferences(at: wideInputs, places: places) { product($0, wideParameters) }
            #expect(relativeError(places.map { run.inputGradient[$0] }, expected) < 1e-4, "inputs")
        }
        for parameter in network.parameters {
            let places = Array(stride(from: parameter.offset, to: parameter.offset + parameter.count, by: max(1, parameter.count / 5)))
            let expected = centralDifferences(at: wideParameters, places: places) { product(wideInputs, $0) }
            // What a key's bias is has no share in a softmax: its slope is 0 but for rounding.
            let largest = run.gradients[parameter.offset..<parameter.offset + parameter.count].reduce(Float(1e-3)) { max($0, abs($1)) }
            let errors = zip(places, expected).map { abs(Double(run.gradients[$0]) - $1) / Double(largest) }
            #expect(errors.allSatisfy { $0 < 1e-4 }, "\(parameter.path): \(errors.max()!)")
        }
    }

    @Test("give a row the same bytes alone, in any batch and in training", arguments: SequenceSample.all)
    func sameBytes(sample: SequenceSample) {
        let network = sample.network
        let parameters = Self.parameters(network, seed: 6)
        let lengths = [7, 1, 30, 64, 3, 12, 1, 48, 100, 16, 2, 129, 8]
        let inputs = sample.inputs(lengths.reduce(0, +), seed: 7)
        let (width, outputs) = (network.input.count, network.output.count)
        let together = served(network, parameters, inputs, lengths: lengths)
        let run = LayerRun(
            network,
            parameters,
            inputs,
            direction: [Float](repeating: 1, count: together.count),
            lengths: lengths
        )
        #expect(run.outputs.map(\.bitPattern) == together.map(\.bitPattern))
        var (first, firstOutput) = (0, 0)
        for length in lengths {
            let alone = served(network, parameters, Array(inputs[first * width..<(first + length) * width]), lengths: [length])
            #expect(alone.map(\.bitPattern) == together[firstOutput..<firstOutput + alone.count].map(\.bitPattern), "\(length) places")
            first += length
            firstOutput += sample.outputPlaces(length) * outputs
        }
    }

    @Test("parameters go to PyTorch's tensors and back bit for bit", arguments: SequenceSample.all)
    func tensors(sample: SequenceSample) throws {
        let parameters = Self.parameters(sample.network, seed: 10)
        let tensors = sample.network.tensors(parameters)
        let back = try sample.network.flat(Dictionary(uniqueKeysWithValues: tensors.map { ($0.name, $0.tensor) }))
        #expect(back.map(\.bitPattern) == parameters.map(\.bitPattern))
    }

    @Test("a whole network over tokens can be begun at any layer from what the one below it put out")
    func fromAnyLayer() {
        let sample = SequenceSample.all[6]
        let network = sample.network
        let parameters = Self.parameters(network, seed: 11)
        let lengths = [5, 130, 1, 2]
        let inputs = sample.inputs(138, seed: 12)
        let expected = served(network, parameters, inputs, lengths: lengths)
        let run = LayerRun(network, parameters, inputs, direction: expected, lengths: lengths)
        let offsets = RowOffsets(lengths: lengths)
        for first in 1..<network.layers.count {
            let capacity = BatchCapacity(rows: 4, places: 138, longestRow: 130)
            let (scratch, outputs) = (FloatBuffer(count: network.forwardScratchCount(capacity)), FloatBuffer(count: expected.count))
            network.forward(
                run.layerOutputs[first - 1],
                rows: 4,
                offsets: offsets.pointer,
                from: first,
                parameters: parameters,
                into: outputs.start,
                scratch: scratch.start
            )
            #expect(outputs.elements.map(\.bitPattern) == expected.map(\.bitPattern), "from layer \(first)")
        }
    }
}

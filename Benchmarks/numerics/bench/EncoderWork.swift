import Domain
import NeuralNetworks
import Tensors
import Threads

/// A text encoder's six layers, without the embeddings below them: `Benchmarks/peers/encoder_work.py` has the same with the same weights.
enum EncoderWork {
    static let names = ["encoder-1x16", "encoder-1x128", "encoder-32x32", "encoder-mixed", "encoder-step-16x32"]

    private static let (layers, width, heads, hidden) = (6, 384, 12, 1536)
    /// Texts of 8 to 64 tokens, 24 in the mean.
    private static let mixed = [
        8, 8, 9, 10, 10, 11, 12, 12, 13, 14, 15, 16, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 28, 30, 32, 34, 37, 40, 44, 54, 61, 64,
    ]

    static func named(_ name: String, threads: Int) -> (() -> Void)? {
        switch name {
        case "encoder-1x16": prediction([16], threads)
        case "encoder-1x128": prediction([128], threads)
        case "encoder-32x32": prediction([Int](repeating: 32, count: 32), threads)
        case "encoder-mixed": prediction(mixed, threads)
        case "encoder-step-16x32": step([Int](repeating: 32, count: 16), threads)
        default: nil
        }
    }

    /// - Parameter classes: Of a head over the mean of a row's places; nil: what the places are is put out.
    private static func network(classes: Int?) -> Network {
        var builder = NetworkBuilder(input: Extent(features: width))
        for layer in 0..<layers { builder.encoderLayer("layers.\(layer)", heads: heads, hidden: hidden) }
        if let classes {
            builder.pool(.mean)
            builder.linear("head", outputs: classes)
        }
        return builder.build()
    }

    /// Numbers from −0.5 to 0.5 by their number alone, which NumPy can make too.
    static func numbers(_ count: Int, from first: Int) -> [Float] {
        (0..<count).map { index in
            let mixed = UInt32(truncatingIfNeeded: first + index) &* 2_654_435_761
            let spread = (mixed ^ (mixed >> 15)) &* 2_246_822_519
            return Float(spread >> 8) * 0x1p-24 - 0.5
        }
    }

    /// Matrices of 1 / √inputs deviation or so, biases near 0, scales near 1.
    private static func parameters(_ network: Network) -> [Float] {
        var first = 0
        var tensors: [String: Tensor] = [:]
        for parameter in network.parameters {
            let numbers = numbers(parameter.count, from: first)
            first += parameter.count
            let isScale = parameter.path.contains("norm") && parameter.path.hasSuffix("weight")
            let factor = parameter.shape.count == 2 ? 3.5 / Float(parameter.shape[1]).squareRoot() : 0.1
            tensors[parameter.path] = Tensor(shape: parameter.shape, elements: numbers.map { $0 * factor + (isScale ? 1 : 0) })
        }
        do { return try network.flat(tensors) } catch { preconditionFailure("\(error)") }
    }

    private static func prediction(_ lengths: [Int], _ threads: Int) -> () -> Void {
        let network = network(classes: nil)
        let team = Team(threads: threads)
        let forward = Forward(network, parameters(network), lengths, numbers(lengths.reduce(0, +) * width, from: 7), threads)
        return { team.run(forward, blocks: forward.blocks) }
    }

    private struct Forward: SharedWork {
        let network: Network
        let parameters: FloatBuffer
        let inputs: FloatBuffer
        let outputs: FloatBuffer
        /// Of each block, from 0 on; and the places before it.
        let offsets: [(rows: RowOffsets, firstPlace: Int)]
        /// By lane.
        let scratch: [FloatBuffer]

        init(_ network: Network, _ parameters: [Float], _ lengths: [Int], _ inputs: [Float], _ threads: Int) {
            self.network = network
            self.parameters = FloatBuffer(parameters)
            self.inputs = FloatBuffer(inputs)
            outputs = FloatBuffer(count: inputs.count)
            let each = threads == 1 ? lengths.count : max(1, lengths.count / (4 * threads))
            var offsets: [(rows: RowOffsets, firstPlace: Int)] = []
            var place = 0
            for first in stride(from: 0, to: lengths.count, by: each) {
                let own = Array(lengths[first..<min(first + each, lengths.count)])
                offsets.append((RowOffsets(lengths: own), place))
                place += own.reduce(0, +)
            }
            self.offsets = offsets
            let capacity = BatchCapacity(rows: lengths.count, places: place, longestRow: lengths.max()!)
            scratch = (0..<threads).map { _ in FloatBuffer(count: network.forwardScratchCount(capacity)) }
        }

        var blocks: Int { offsets.count }

        func run(block: Int, lane: Int) {
            let (rows, firstPlace) = offsets[block]
            network.forward(
                inputs.pointer + firstPlace * width,
                rows: rows.capacity,
                offsets: rows.pointer,
                parameters: parameters.pointer,
                into: outputs.start + firstPlace * width,
                scratch: scratch[lane].start
            )
        }
    }

    private static func step(_ lengths: [Int], _ threads: Int) -> () -> Void {
        let network = network(classes: 10)
        let trainer = NetworkTrainer(
            network,
            parameters: parameters(network),
            capacity: BatchCapacity(rows: lengths.count, places: lengths.reduce(0, +), longestRow: lengths.max()!),
            optimizer: AdamW(weightDecay: 0.01),
            team: Team(threads: threads)
        )
        trainer.offsets!.set(lengths: lengths)
        trainer.inputs.elements = numbers(trainer.inputs.count, from: 7)
        let loss = Work.ClassLoss(rows: lengths.count)
        var step = 0
        return {
            step += 1
            _ = trainer.step(StepSettings(rows: lengths.count, step: step, rate: 1e-5), loss: loss)
        }
    }
}

import Domain
import NeuralNetworks
import Tensors
import Threads

/// A piece of work, done again and again.
struct Piece {
    /// Does it once.
    var run: () -> Void
    /// What it gave, where that is compared with what others give.
    var answer: (() -> [Float])?
}

/// The pieces of work by name.
enum Work {
    static let names =
        [
            "mlp-step-10", "mlp-step-64", "mlp-step-256", "plain-conv-step-64", "cnn-step-64", "mlp-predict-1", "mlp-predict-256",
            "cnn-predict-1",
            "cnn-predict-256", "sgemm-512", "bf16-gemm-512",
        ] + EncoderWork.names + TextWork.names + FineTuneWork.names

    static let plainConvolution = ["conv 32 3x3 pad 1", "relu"]
    static let smallNetwork = [
        "conv 32 3x3 pad 1", "relu", "max-pool 2x2", "conv 64 3x3 pad 1", "relu", "max-pool 2x2", "linear 128", "relu",
    ]
    static let image = Extent(height: 28, width: 28, channels: 1)

    static func piece(_ name: String, threads: Int) throws -> Piece? {
        try TextWork.named(name, threads: threads) ?? FineTuneWork.named(name, threads: threads)
            ?? named(name, threads: threads).map { Piece(run: $0) }
    }

    private static func named(_ name: String, threads: Int) -> (() -> Void)? {
        let rows = name.split(separator: "-").last.flatMap { Int($0) } ?? 0
        switch name {
        case "mlp-step-10", "mlp-step-64", "mlp-step-256": return step(perceptron, rows: rows, SGD(), rate: 0.01, threads)
        case "plain-conv-step-64": return step(convolutional(plainConvolution), rows: rows, AdamW(weightDecay: 0), rate: 1e-3, threads)
        case "cnn-step-64": return step(convolutional(smallNetwork), rows: rows, AdamW(weightDecay: 0), rate: 1e-3, threads)
        case "mlp-predict-1", "mlp-predict-256": return prediction(perceptron, rows: rows, threads)
        case "cnn-predict-1", "cnn-predict-256": return prediction(convolutional(smallNetwork), rows: rows, threads)
        case "sgemm-512": return product { Kernels.multiply($0, $1, into: $2, m: rows, n: rows, k: rows) }
        case "bf16-gemm-512": return product { Kernels.multiplyBFloat16($0, $1, into: $2, m: rows, n: rows, k: rows) }
        default: return EncoderWork.named(name, threads: threads)
        }

        func product(
            _ multiply: @escaping (UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
        ) -> () -> Void {
            let (a, b, c) = (numbers(rows * rows), numbers(rows * rows), FloatBuffer(count: rows * rows))
            return { multiply(a.pointer, b.pointer, c.start) }
        }
    }

    private static var perceptron: Network {
        var builder = NetworkBuilder(input: Extent(features: 784))
        builder.linear("layers.0", outputs: 256, relu: true)
        builder.linear("layers.1", outputs: 256, relu: true)
        builder.linear("layers.2", outputs: 10)
        return builder.build()
    }

    private static func convolutional(_ layers: [String]) -> Network {
        var builder = NetworkBuilder(input: image)
        do {
            try builder.append(layers.map { try LayerDescription($0) }, prefix: "layers")
        } catch {
            preconditionFailure("\(error)")
        }
        builder.linear("head", outputs: 10)
        return builder.build()
    }

    private static func numbers(_ count: Int) -> FloatBuffer {
        var random = RandomSource(seed: 1)
        let buffer = FloatBuffer(count: count)
        random.fillNormal(buffer.start, count: count, deviation: 1)
        return buffer
    }

    final class ClassLoss: Loss {
        let classes: [Int32]
        private let entropy = CrossEntropy()

        init(rows: Int) { classes = (0..<rows).map { Int32($0 % 10) } }

        func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double {
            classes.withUnsafeBufferPointer {
                entropy.gradient(
                    outputs,
                    rows: rows,
                    width: 10,
                    classes: $0.baseAddress! + firstRow,
                    scale: 1 / Float(classes.count)
                )
            }
        }
    }

    private static func step(_ network: Network, rows: Int, _ optimizer: any Optimizer, rate: Double, _ threads: Int) -> () -> Void {
        var random = RandomSource(seed: 2)
        let trainer = NetworkTrainer(
            network,
            parameters: network.initialized(&random),
            capacity: rows,
            optimizer: optimizer,
            team: Team(threads: threads)
        )
        // Not from the buffer's pointer: it would be freed before it is read.
        trainer.inputs.elements = numbers(rows * network.input.count).elements
        let loss = ClassLoss(rows: rows)
        var step = 0
        return {
            step += 1
            _ = trainer.step(StepSettings(rows: rows, step: step, rate: rate), loss: loss)
        }
    }

    private static func prediction(_ network: Network, rows: Int, _ threads: Int) -> () -> Void {
        var random = RandomSource(seed: 3)
        let team = Team(threads: threads)
        // As the daemon shares out a large request.
        let block = threads == 1 ? rows : team.blockRows(of: rows)
        let forward = Forward(
            network: network,
            parameters: FloatBuffer(network.initialized(&random)),
            inputs: numbers(rows * network.input.count),
            outputs: FloatBuffer(count: rows * 10),
            rows: rows,
            block: block,
            scratch: (0..<threads).map { _ in FloatBuffer(count: network.forwardScratchCount(rows: block)) }
        )
        return { team.run(forward, blocks: (rows + block - 1) / block) }
    }

    private struct Forward: SharedWork {
        let network: Network
        let parameters: FloatBuffer
        let inputs: FloatBuffer
        let outputs: FloatBuffer
        let rows: Int
        let block: Int
        /// By lane.
        let scratch: [FloatBuffer]

        func run(block number: Int, lane: Int) {
            let first = number * block
            let (count, answers) = (min(block, rows - first), outputs.start + first * 10)
            network.forward(
                inputs.pointer + first * network.input.count,
                rows: count,
                parameters: parameters.pointer,
                into: answers,
                scratch: scratch[lane].start
            )
            Kernels.softmax(answers, rows: count, width: 10)
        }
    }
}

import NeuralNetworks
import Tensors
import Testing
import Threads

/// On any CPU that multiplies bfloat16, whether that pays there or not.
@Suite("Training encoder layers in bfloat16", .enabled(if: PairedProducts.isThere, "this CPU has no AVX512_BF16"))
struct PairedTrainingTests {
    static let lengths = [5, 30, 1, 64, 40, 17, 100, 3, 60]

    /// Two layers, an adapter beside the queries where asked for.
    private static func network(pairs: Bool, adapters: LowRank? = nil) -> Network {
        var builder = NetworkBuilder(input: Extent(features: 1))
        if pairs { builder.multiplyPairs() }
        builder.adapters = adapters
        builder.embedTokens("embeddings", tokens: 40, positions: 100, width: 64)
        builder.layerNorm("embeddings.norm")
        builder.encoderLayer("encoder.0", heads: 4, hidden: 128)
        builder.encoderLayer("encoder.1", heads: 2, hidden: 96)
        builder.pool(.mean)
        builder.linear("head", outputs: 3)
        return builder.build()
    }

    private static func trainer(pairs: Bool, threads: Int = 1, adapters: LowRank? = nil, frozen: [String: Double] = [:]) throws
        -> NetworkTrainer
    {
        let network = network(pairs: pairs, adapters: adapters)
        let places = lengths.reduce(0, +)
        let trainer = NetworkTrainer(
            network,
            parameters: normals(network.parameterCount, seed: 1, deviation: 0.1),
            capacity: BatchCapacity(rows: lengths.count, places: places, longestRow: lengths.max()!),
            optimizer: AdamW(weightDecay: 0.01),
            trainability: try Trainability(network, frozenShares: frozen, rateFactors: [:], steps: 10),
            team: Team(threads: threads)
        )
        trainer.offsets!.set(lengths: lengths)
        trainer.inputs.elements = (0..<places).map { Float($0 * 7 % 40) }
        return trainer
    }

    private static var loss: Projection { Projection(normals(lengths.count * 3, seed: 3), width: 3) }

    @Test("has gradients near those of 32 bits, and not the same", arguments: [nil, LowRank(maps: [.query, .value], rank: 4, alpha: 8)])
    func gradients(adapters: LowRank?) throws {
        let settings = StepSettings(rows: Self.lengths.count, step: 1, rate: 0.01, seed: 5)
        let (single, paired) = (try Self.trainer(pairs: false, adapters: adapters), try Self.trainer(pairs: true, adapters: adapters))
        _ = single.computeGradients(settings, loss: Self.loss)
        _ = paired.computeGradients(settings, loss: Self.loss)
        let (expected, found) = (single.gradientTensors, paired.gradientTensors)
        #expect(Set(found.keys) == Set(expected.keys))
        for path in expected.keys where path.hasSuffix("weight") && path != "embeddings.positions.weight" {
            let error = relativeError(found[path]!.elements, expected[path]!.elements)
            #expect(error < 0.05 && (error > 1e-5 || path == "head.weight"), "\(path): \(error)")
        }
    }

    @Test("comes to the same bytes on 1 to 3 threads, as layers thaw", arguments: [[:], ["embeddings": 1, "encoder.0": 0.5]])
    func threads(frozen: [String: Double]) throws {
        var weights: [[UInt32]] = []
        for threads in 1...3 {
            let trainer = try Self.trainer(pairs: true, threads: threads, frozen: frozen)
            for step in 1...8 {
                _ = trainer.step(StepSettings(rows: Self.lengths.count, step: step, rate: 0.01, clipNorm: 1, seed: 9), loss: Self.loss)
            }
            weights.append(trainer.parameters.elements.map(\.bitPattern))
        }
        #expect(weights[1] == weights[0] && weights[2] == weights[0])
    }
}

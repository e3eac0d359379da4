import CAllocations
import NeuralNetworks
import Tensors
import Testing
import Threads

@Suite("Training over rows of unequal length")
struct SequenceTrainerTests {
    /// Two chunks of 128 places and more, one of them a single long row.
    static let lengths = [5, 30, 1, 64, 40, 17, 100, 3, 140, 9, 2, 60]

    /// With dropout everywhere, the plain layer too.
    static let network: Network = {
        var builder = NetworkBuilder(input: Extent(features: 2))
        builder.embedTokens("embeddings", tokens: 40, positions: 140, types: 2, width: 32)
        builder.layerNorm("embeddings.norm")
        builder.dropout(0.1)
        builder.encoderLayer("encoder.0", heads: 4, hidden: 64, dropout: EncoderDropout(attention: 0.1, activation: 0.2, output: 0.1))
        builder.encoderLayer("encoder.1", heads: 2, hidden: 40, dropout: EncoderDropout(attention: 0.1, activation: 0.2, output: 0.1))
        builder.pool(.mean)
        builder.dropout(0.2)
        builder.linear("hidden", outputs: 20, relu: true)
        builder.linear("head", outputs: 3)
        return builder.build()
    }()

    static func inputs(_ places: Int) -> [Float] {
        (0..<2 * places).map { $0.isMultiple(of: 2) ? Float($0 * 7 % 40) : Float($0 * 5 % 3 % 2) }
    }

    static func trainer(_ lengths: [Int] = lengths, threads: Int = 1, frozen: [String] = []) throws -> NetworkTrainer {
        let parameters = normals(network.parameterCount, seed: 1, deviation: 0.2)
        let trainer = NetworkTrainer(
            network,
            parameters: parameters,
            capacity: BatchCapacity(rows: lengths.count, places: lengths.reduce(0, +), longestRow: lengths.max()!),
            optimizer: AdamW(weightDecay: 0.01),
            trainability: try Trainability(
                network,
                frozenShares: Dictionary(uniqueKeysWithValues: frozen.map { ($0, 1.0) }),
                rateFactors: [:],
                steps: 10
            ),
            team: Team(threads: threads)
        )
        trainer.offsets!.set(lengths: lengths)
        trainer.inputs.elements = inputs(lengths.reduce(0, +))
        return trainer
    }

    static func loss(_ rows: Int) -> Projection { Projection(normals(rows * 3, seed: 3), width: 3) }

    static func settings(_ step: Int, rows: Int) -> StepSettings {
        StepSettings(rows: rows, step: step, rate: 0.01, clipNorm: 1, seed: UInt64(step))
    }

    // The chunks' sums are added in another order than a run of all rows does.
    @Test(
        "has the layers' gradients, of parameters and inputs, dropout and all",
        arguments: [[1], lengths, [140, 2, 140], [[Int]](repeating: lengths, count: 3).flatMap { $0 }]
    )
    func gradients(lengths: [Int]) throws {
        let trainer = try Self.trainer(lengths)
        let loss = Self.loss(lengths.count)
        let settings = StepSettings(rows: lengths.count, step: 1, rate: 0.01, seed: 5)
        _ = trainer.computeGradients(settings, loss: loss)
        let run = LayerRun(
            Self.network,
            trainer.parameters.elements,
            trainer.inputs.elements,
            direction: loss.direction,
            lengths: lengths,
            seed: 5
        )
        #expect(relativeError(trainer.gradients.elements, run.gradients) < 1e-5)
    }

    @Test(
        "comes to the same bytes on 1 to 4 threads, whatever is frozen",
        arguments: [[], ["embeddings", "encoder.0"], ["encoder.1.linear1"]]
    )
    func threads(frozen: [String]) throws {
        func trained(_ threads: Int) throws -> [UInt32] {
            let trainer = try Self.trainer(threads: threads, frozen: frozen)
            let loss = Self.loss(Self.lengths.count)
            for step in 1...3 { _ = trainer.step(Self.settings(step, rows: Self.lengths.count), loss: loss) }
            return trainer.parameters.elements.map(\.bitPattern)
        }
        let alone = try trained(1)
        for threads in 2...4 { #expect(try trained(threads) == alone, "\(threads) threads") }
    }

    @Test("fewer rows than there is room for are learned as by a trainer made for them")
    func fewerRows() throws {
        let few = Array(Self.lengths.prefix(7))
        let (large, small) = (try Self.trainer(), try Self.trainer(few))
        large.offsets!.set(lengths: few)
        let loss = Self.loss(few.count)
        for trainer in [large, small] { _ = trainer.step(Self.settings(1, rows: few.count), loss: loss) }
        #expect(large.parameters.elements == small.parameters.elements)
    }

    @Test("what learns above layers that never do has the gradients it has where they learn, and they keep nothing")
    func frozenBelow() throws {
        let frozen = ["embeddings", "encoder"]
        let (all, part) = (try Self.trainer(), try Self.trainer(frozen: frozen))
        let (loss, settings) = (Self.loss(Self.lengths.count), Self.settings(1, rows: Self.lengths.count))
        _ = all.computeGradients(settings, loss: loss)
        _ = part.computeGradients(settings, loss: loss)
        let learning = Self.network.parameters.filter { $0.path.hasPrefix("head") || $0.path.hasPrefix("hidden") }
        #expect(part.gradients.elements == learning.flatMap { all.gradients.elements[$0.offset..<$0.offset + $0.count] })
        // Gradients at the inputs are there all the same.
        let places = Self.lengths.reduce(0, +)
        let (ofAll, ofPart) = (FloatBuffer(count: 2 * places), FloatBuffer(count: 2 * places))
        ofAll.start.update(repeating: 1, count: 2 * places)
        _ = all.computeInputGradients(settings, loss: loss, into: ofAll)
        _ = part.computeInputGradients(settings, loss: loss, into: ofPart)
        #expect(ofAll.elements == ofPart.elements)
    }

    @Test(
        "a step and a prediction allocate nothing",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: [1, 2]
    )
    func allocations(threads: Int) throws {
        let trainer = try Self.trainer(threads: threads)
        let loss = Self.loss(Self.lengths.count)
        _ = trainer.step(Self.settings(1, rows: Self.lengths.count), loss: loss)
        let capacity = trainer.batchCapacity
        let (scratch, outputs) = (FloatBuffer(count: Self.network.forwardScratchCount(capacity)), FloatBuffer(count: 3 * capacity.rows))
        let before = learnd_allocations()
        for step in 2...6 {
            trainer.offsets!.set(lengths: Self.lengths)
            _ = trainer.step(Self.settings(step, rows: Self.lengths.count), loss: loss)
            Self.network.forward(
                trainer.inputs.pointer,
                rows: capacity.rows,
                offsets: trainer.offsets!.pointer,
                parameters: trainer.parameters.pointer,
                into: outputs.start,
                scratch: scratch.start
            )
        }
        #expect(learnd_allocations() == before)
    }
}

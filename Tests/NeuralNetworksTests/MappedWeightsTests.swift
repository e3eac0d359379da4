import CAllocations
import Glibc
import NeuralNetworks
import Tensors
import Testing
import Threads

/// A text encoder, mapped but for its head, and a file for it.
enum MappedEncoder {
    /// - Parameter path: Of the file; made by `write`.
    static func network(_ path: String?, width: Int, layers: Int, segment: ParameterSegment = .mapped) throws -> Network {
        var builder = NetworkBuilder(input: Extent(features: 1))
        builder.segment = segment
        builder.embedTokens("embeddings", tokens: 50, positions: 130, width: width)
        builder.layerNorm("embeddings.norm", epsilon: 1e-12)
        let dropout = EncoderDropout(attention: 0.1, output: 0.1)
        for layer in 0..<layers {
            builder.encoderLayer("encoder.\(layer)", heads: width / 32, hidden: 4 * width, epsilon: 1e-12, dropout: dropout)
        }
        builder.pool(.mean)
        builder.segment = .owned
        builder.linear("head", outputs: 3)
        let network = builder.build()
        guard let path else { return network }
        return network.mapping(try MappedWeights(path: path, count: network.mappedCount))
    }

    static func write(_ elements: [Float], to path: String) {
        guard let file = fopen(path, "wb") else { preconditionFailure("\(path) cannot be written") }
        elements.withUnsafeBytes { precondition(fwrite($0.baseAddress, 1, $0.count, file) == $0.count, "\(path)") }
        fclose(file)
    }

    /// By the process that made it, so that a process it starts finds it.
    static func path(_ process: pid_t, _ name: String) -> String {
        "\(getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp")/learnd-\(name)-\(process).weights"
    }

    /// One step of the head over rows of 32 places, more than its 8 of them.
    @discardableResult
    static func step(_ network: Network, rows: Int = 8) -> NetworkTrainer {
        let trainer = NetworkTrainer(
            network,
            parameters: [Float](repeating: 0.1, count: network.parameterCount),
            capacity: BatchCapacity(rows: rows, places: 32 * rows, longestRow: 32),
            optimizer: AdamW(weightDecay: 0.01)
        )
        trainer.offsets!.set(lengths: [Int](repeating: 32, count: rows))
        trainer.inputs.elements = (0..<32 * rows).map { Float($0 * 7 % 50) }
        _ = trainer.step(
            StepSettings(rows: rows, step: 1, rate: 0.01),
            loss: Projection([Float](repeating: 1, count: 3 * rows), width: 3)
        )
        return trainer
    }
}

@Suite("Weights in a mapped file")
struct MappedWeightsTests {
    /// A small file, gone at the end.
    private final class File {
        let path: String
        init(_ name: String, _ elements: [Float]) {
            path = MappedEncoder.path(getpid(), name)
            MappedEncoder.write(elements, to: path)
        }
        deinit { unlink(path) }
    }

    @Test("compute what they compute as floats of the model's own, in predictions and in training")
    func sameAsOwned() throws {
        let (mapped, owned) = (
            try MappedEncoder.network(nil, width: 64, layers: 2), try MappedEncoder.network(nil, width: 64, layers: 2, segment: .owned)
        )
        #expect(mapped.parameters.map(\.path) == ["head.weight", "head.bias"])
        #expect(mapped.mappedCount + mapped.parameterCount == owned.parameterCount)
        let all = normals(owned.parameterCount, seed: 1, deviation: 0.2)
        let tensors = Dictionary(uniqueKeysWithValues: owned.tensors(all).map { ($0.name, $0.tensor) })
        let file = File("same", try mapped.mappedFlat(tensors))
        let network = try MappedEncoder.network(file.path, width: 64, layers: 2)
        let head = try network.flat(tensors)
        let lengths = [5, 130, 1, 20]
        let ids = (0..<156).map { Float($0 * 7 % 50) }
        #expect(served(network, head, ids, lengths: lengths) == served(owned, all, ids, lengths: lengths))

        let frozen = try Trainability(owned, frozenShares: ["embeddings": 1, "encoder": 1], rateFactors: [:], steps: 1)
        func trained(_ network: Network, _ parameters: [Float], _ trainability: Trainability?) -> [Float] {
            let trainer = NetworkTrainer(
                network,
                parameters: parameters,
                capacity: BatchCapacity(rows: 4, places: 156),
                optimizer: AdamW(weightDecay: 0.01),
                trainability: trainability
            )
            trainer.offsets!.set(lengths: lengths)
            trainer.inputs.elements = ids
            for step in 1...3 {
                let settings = StepSettings(rows: 4, step: step, rate: 0.01, seed: UInt64(step))
                _ = trainer.step(settings, loss: Projection(normals(12, seed: 3), width: 3))
            }
            #expect(trainer.gradients.count == network.parameters.suffix(2).reduce(0) { $0 + $1.count })
            return trainer.parameters.elements.suffix(head.count)
        }
        let learned = trained(network, head, nil)
        #expect(learned == trained(owned, all, frozen))
        #expect(learned != head)
    }

    @Test("are refused where the file is missing, shorter or longer, and no file has more floats than memory has bytes")
    func refused() {
        let file = File("refused", [1, 2, 3])
        for (path, count, what) in [
            (file.path, 4, "has 12 bytes, not the 16 of 4 floats"), (file.path, 2, "has 12 bytes, not the 8 of 2 floats"),
            (file.path + ".no", 3, "cannot be opened: No such file or directory"),
        ] {
            let fault = #expect(throws: MappedWeights.Fault.self) { try MappedWeights(path: path, count: count) }
            #expect(fault?.description == "\(path) \(what)")
        }
        for count in [0, -1, Int.max, Int.max / 4 + 1] {
            #expect(throws: MappedWeights.Fault.self) { try MappedWeights(path: file.path, count: count) }
        }
        #expect(throws: MappedWeights.Fault.self) { try MappedWeights(path: "/dev/zero", count: 1) }
    }

    // 3 MB, which a trainer reads from first to last.
    @Test("are one memory for two processes and their trainers")
    func shared() async throws {
        let plan = try MappedEncoder.network(nil, width: 96, layers: 6)
        let file = File("shared", normals(plan.mappedCount, seed: 1, deviation: 0.1))
        let network = try MappedEncoder.network(file.path, width: 96, layers: 6)
        MappedEncoder.step(network)
        await #expect(processExitsWith: .success) {
            let path = MappedEncoder.path(getppid(), "shared")
            let network = try MappedEncoder.network(path, width: 96, layers: 6)
            MappedEncoder.step(network)
            let kilobytes = network.mappedCount * 4 / 1024
            for process in [getpid(), getppid()] {
                let usage = MappingUsage(process, path)
                // Nothing private, everything there twice: each process answers for half.
                precondition(usage["Private_Clean"] == 0 && usage["Private_Dirty"] == 0, "\(usage.kilobytes)")
                precondition(
                    usage["Rss"] >= kilobytes && usage["Shared_Clean"] + usage["Shared_Dirty"] == usage["Rss"],
                    "\(usage.kilobytes)"
                )
                precondition(usage["Pss"] <= usage["Rss"] / 2 + 4, "\(usage.kilobytes)")
            }
        }
        #expect(network.base!.count == plan.mappedCount)
    }

    // MiniLM's size: 6 layers of 384, 43 MB. What a step needs beside it grows with a chunk's places, not with the layers or the batch.
    @Test(
        "a frozen encoder costs a training job under 20 MB of its own",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has memory of its own")
    )
    func own() async {
        await #expect(processExitsWith: .success) {
            let path = MappedEncoder.path(getpid(), "own")
            let plan = try MappedEncoder.network(nil, width: 384, layers: 6)
            let some = normals(1 << 16, seed: 1, deviation: 0.1)
            MappedEncoder.write(
                [Float](unsafeUninitializedCapacity: plan.mappedCount) { buffer, count in
                    for index in 0..<buffer.count { buffer.initializeElement(at: index, to: some[index & 0xffff]) }
                    count = buffer.count
                },
                to: path
            )
            defer { unlink(path) }
            let before = MappingUsage.ownKilobytes
            let network = try MappedEncoder.network(path, width: 384, layers: 6)
            let trainer = MappedEncoder.step(network, rows: 16)
            let own = withExtendedLifetime(trainer) { MappingUsage.ownKilobytes - before }
            precondition(MappingUsage(getpid(), path)["Rss"] >= network.mappedCount * 4 / 1024, "not mapped")
            precondition(own < 20_000, "\(own) kB of its own")
        }
    }
}

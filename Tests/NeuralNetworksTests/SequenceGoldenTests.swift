import NeuralNetworks
import Tensors
import Testing
import Threads

/// Against PyTorch 2.13, in double precision, over rows of 1 to 512 places: `Golden/sequences`, made by `Golden/make_sequences.py`.
@Suite("Golden files of PyTorch over rows of unequal length")
struct SequenceGoldenTests {
    static func tensors(_ name: String) throws -> [String: Tensor] { try GoldenFolder.tensors("../sequences/\(name)") }

    static func lengths(_ tensors: [String: Tensor]) -> [Int] { tensors["lengths"]!.elements.map { Int($0) } }

    // As of the other layers: 32-bit sums, here of up to 512 terms, against double.
    @Test("an encoder layer: outputs to 1e-5, gradients of parameters and inputs to 1e-4")
    func layer() throws {
        let tensors = try Self.tensors("layer")
        var builder = NetworkBuilder(input: Extent(features: 32))
        builder.encoderLayer("encoder", heads: 4, hidden: 64)
        builder.pool(.mean)
        let network = builder.build()
        let named = GoldenTests.tensors(tensors, under: "parameters").map { ("encoder." + $0, $1) }
        let run = LayerRun(
            network,
            try network.flat(Dictionary(uniqueKeysWithValues: named)),
            tensors["input"]!.elements,
            direction: tensors["output_gradient"]!.elements,
            lengths: Self.lengths(tensors)
        )
        #expect(relativeError(run.outputs, tensors["output"]!.elements) < 1e-5)
        #expect(relativeError(run.inputGradient, tensors["input_gradient"]!.elements) < 1e-4)
        let gradients = GoldenTests.tensors(tensors, under: "gradients")
        #expect(gradients.count == network.parameters.count)
        for (name, tensor) in network.tensors(run.gradients) {
            #expect(relativeError(tensor.elements, gradients[String(name.dropFirst(8))]!.elements) < 1e-4, "\(name)")
        }
    }

    /// What PyTorch's network of `make_sequences.py` is here.
    static func network(_ dropout: EncoderDropout) -> Network {
        var builder = NetworkBuilder(input: Extent(features: 1))
        builder.embedTokens("embeddings", tokens: 23, positions: 128, width: 32)
        builder.layerNorm("embeddings.norm", epsilon: 1e-12)
        builder.encoderLayer("encoder", heads: 4, hidden: 64, epsilon: 1e-12, dropout: dropout)
        builder.pool(.mean)
        builder.linear("head", outputs: 5)
        return builder.build()
    }

    // Adam divides by the gradient's own size, so that a rounding in a small gradient moves its parameter by a visible share of the rate; the keys'
    // biases, whose gradients are nothing but rounding, go their own way and change nothing that is put out.
    @Test(
        "an encoder: ten losses, the first gradients and the parameters after ten steps, without dropout and with the same masks by the seed",
        arguments: [("network", EncoderDropout()), ("network-dropout", EncoderDropout(attention: 0.125, activation: 0.25, output: 0.1))],
        [1, 2]
    )
    func network(golden: (name: String, dropout: EncoderDropout), threads: Int) throws {
        let tensors = try Self.tensors(golden.name)
        let lengths = Self.lengths(tensors)
        let network = Self.network(golden.dropout)
        let trainer = NetworkTrainer(
            network,
            parameters: try network.flat(GoldenTests.tensors(tensors, under: "before")),
            capacity: BatchCapacity(rows: lengths.count, places: lengths.reduce(0, +)),
            optimizer: AdamW(weightDecay: 0.05),
            team: Team(threads: threads)
        )
        trainer.inputs.elements = tensors["input"]!.elements
        trainer.offsets!.set(lengths: lengths)
        let loss = GoldenTests.MeanCrossEntropy(tensors["classes"]!.elements.map { Int32($0) }, width: 5)
        for step in 1...10 {
            let settings = StepSettings(rows: lengths.count, step: step, rate: 1e-3, seed: UInt64(step))
            let reported = trainer.step(settings, loss: loss) / Double(lengths.count)
            #expect(abs(reported - Double(tensors["losses"]!.elements[step - 1])) < 2e-5, "loss of step \(step)")
            guard step == 1 else { continue }
            let gradients = GoldenTests.tensors(tensors, under: "gradients")
            for (name, tensor) in network.tensors(trainer.gradients.elements) {
                let (found, expected) = (withoutKeys(name, tensor.elements), withoutKeys(name, gradients[name]!.elements))
                #expect(relativeError(found, expected) < 1e-4, "\(name)")
            }
        }
        let after = GoldenTests.tensors(tensors, under: "after")
        for (name, tensor) in network.tensors(trainer.parameters.elements) {
            #expect(relativeError(withoutKeys(name, tensor.elements), withoutKeys(name, after[name]!.elements)) < 5e-4, "\(name)")
        }
    }

    private func withoutKeys(_ name: String, _ elements: [Float]) -> [Float] {
        name.hasSuffix("in_proj_bias") ? Array(elements[..<32] + elements[64...]) : elements
    }
}

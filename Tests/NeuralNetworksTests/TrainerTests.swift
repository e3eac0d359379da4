import CAllocations
import Domain
import NeuralNetworks
import Tensors
import Testing
import Threads

/// Σ outputs · direction over the rows: a loss whose gradient is known.
final class Projection: Loss {
    let direction: [Float]
    private let width: Int

    init(_ direction: [Float], width: Int) {
        self.direction = direction
        self.width = width
    }

    func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double {
        var sum = 0.0
        for place in 0..<rows * width {
            sum += Double(outputs[place] * direction[firstRow * width + place])
            outputs[place] = direction[firstRow * width + place]
        }
        return sum
    }
}

@Suite("Training of a network")
struct TrainerTests {
    static let samples = [
        Sample(13, ["linear 33", "relu", "linear 16", "gelu", "linear 3"]),
        Sample(
            8,
            8,
            2,
            ["conv 8 3x3 pad 1", "relu", "max-pool 2x2", "residual 16 stride 2", "dropout 0.2", "linear 30", "relu", "linear 3"]
        ),
        Sample(6, 6, 3, ["conv 40 3x3", "group-norm 8", "relu", "global-average-pool", "layer-norm", "linear 4"]),
    ]

    static func trainer(
        _ sample: Sample,
        rows: Int,
        threads: Int = 1,
        optimizer: any Optimizer = AdamW(weightDecay: 0.01),
        trainability: Trainability? = nil,
        penalty: (any WeightPenalty)? = nil
    ) -> NetworkTrainer {
        let network = sample.network
        let parameters = normals(network.parameterCount, seed: 1, deviation: 0.3)
        let average = MovingAverage(of: parameters)
        average.share = 0.1
        let trainer = NetworkTrainer(
            network,
            parameters: parameters,
            capacity: rows,
            optimizer: optimizer,
            trainability: trainability,
            penalty: penalty,
            followers: [average],
            team: Team(threads: threads)
        )
        trainer.inputs.elements = normals(rows * network.input.count, seed: 2)
        return trainer
    }

    /// The follower's average.
    static func average(_ trainer: NetworkTrainer) -> [Float] { trainer.buffers.first { $0.name == "average" }!.buffer.elements }

    static func loss(_ trainer: NetworkTrainer) -> Projection {
        let width = trainer.network.output.count
        return Projection(normals(trainer.capacity * width, seed: 3), width: width)
    }

    static func settings(_ step: Int, rows: Int) -> StepSettings {
        StepSettings(rows: rows, step: step, rate: 0.01, clipNorm: 1, seed: UInt64(step))
    }

    // The units' sums are added in another order than a run of all rows does.
    @Test("has the layers' gradients", arguments: samples, [1, 8, 29])
    func gradients(sample: Sample, rows: Int) {
        var plain = sample
        plain.layers.removeAll { $0.hasPrefix("dropout") }
        let trainer = Self.trainer(plain, rows: rows)
        let loss = Self.loss(trainer)
        _ = trainer.computeGradients(StepSettings(rows: rows, step: 1, rate: 0.01), loss: loss)
        let run = LayerRun(trainer.network, trainer.parameters.elements, trainer.inputs.elements, direction: loss.direction)
        #expect(relativeError(trainer.gradients.elements, run.gradients) < 1e-5)
    }

    @Test(
        "has the layers' gradients at the inputs for whoever asks, on any number of threads, whatever is frozen",
        arguments: samples,
        [1, 2]
    )
    func inputGradients(sample: Sample, threads: Int) throws {
        var plain = sample
        plain.layers.removeAll { $0.hasPrefix("dropout") }
        let network = plain.network
        let frozen = try Trainability(network, frozenShares: ["layers": 1], rateFactors: [:], steps: 10)
        for trainability in [nil, frozen] {
            let trainer = Self.trainer(plain, rows: 21, threads: threads, trainability: trainability)
            let loss = Self.loss(trainer)
            let run = LayerRun(network, trainer.parameters.elements, trainer.inputs.elements, direction: loss.direction)
            let gradients = FloatBuffer(count: 21 * network.input.count)
            let settings = StepSettings(rows: 21, step: 1, rate: 0.01)
            _ = trainer.computeInputGradients(settings, loss: loss, into: gradients)
            #expect(relativeError(gradients.elements, run.inputGradient) < 1e-5)
            // A step after it is as without it.
            let other = Self.trainer(plain, rows: 21, threads: threads, trainability: trainability)
            _ = trainer.step(Self.settings(1, rows: 21), loss: loss)
            _ = other.step(Self.settings(1, rows: 21), loss: loss)
            #expect(trainer.parameters.elements == other.parameters.elements)
        }
    }

    /// Half the square of each weight's distance to 0.5.
    private final class PullToHalf: WeightPenalty {
        func add(to gradients: UnsafeMutablePointer<Float>, at parameters: UnsafePointer<Float>, offset: Int, count: Int) {
            for index in 0..<count { gradients[index] += parameters[index] - 0.5 }
        }
    }

    @Test(
        "adds a penalty's gradients to the loss's, to each parameter that learns once, and not where the loss alone is looked at",
        arguments: samples
    )
    func penalty(sample: Sample) {
        let (plain, pulled) = (Self.trainer(sample, rows: 9), Self.trainer(sample, rows: 9, penalty: PullToHalf()))
        let loss = Self.loss(plain)
        let settings = StepSettings(rows: 9, step: 1, rate: 0.01)
        var (own, expected): ([Float], [Float]) = ([], [])
        plain.visitGradients(settings, loss: loss) { gradients, offset, count in
            own += UnsafeBufferPointer(start: gradients, count: count)
            expected += (0..<count).map { gradients[$0] + (plain.parameters.start[offset + $0] - 0.5) }
        }
        #expect(own == plain.gradients.elements)
        _ = pulled.computeGradients(settings, loss: loss)
        #expect(pulled.gradients.elements == expected)
        var alone: [Float] = []
        pulled.visitGradients(settings, loss: loss) { gradients, _, count in alone += UnsafeBufferPointer(start: gradients, count: count) }
        #expect(alone == own)
    }

    @Test("comes to the same bytes on 1 to 8 threads, for batches between 1 and 65 rows", arguments: samples)
    func threads(sample: Sample) {
        for rows in [1, 2, 7, 8, 9, 16, 31, 64, 65] {
            func trained(_ threads: Int) -> [UInt32] {
                let trainer = Self.trainer(sample, rows: rows, threads: threads)
                let loss = Self.loss(trainer)
                var reported = 0.0
                for step in 1...3 { reported += trainer.step(Self.settings(step, rows: rows), loss: loss) }
                return (trainer.parameters.elements + Self.average(trainer) + [Float(reported)]).map(\.bitPattern)
            }
            let alone = trained(1)
            for threads in 2...8 { #expect(trained(threads) == alone, "\(rows) rows on \(threads) threads") }
        }
    }

    @Test(
        "allocates nothing in a step, with any optimizer",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: samples,
        [1, 2]
    )
    func allocations(sample: Sample, threads: Int) {
        for optimizer: any Optimizer in [AdamW(weightDecay: 0.1), SGD(), SGD(momentum: 0.9, nesterov: true, weightDecay: 0.1)] {
            let trainer = Self.trainer(sample, rows: 20, threads: threads, optimizer: optimizer)
            let loss = Self.loss(trainer)
            _ = trainer.step(Self.settings(1, rows: 20), loss: loss)
            let before = learnd_allocations()
            for step in 2...30 { _ = trainer.step(Self.settings(step, rows: 20), loss: loss) }
            #expect(learnd_allocations() == before)
        }
    }

    @Test(
        "a prediction allocates nothing",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: samples
    )
    func predictionAllocations(sample: Sample) {
        let network = sample.network
        let parameters = normals(network.parameterCount, seed: 1)
        let inputs = normals(64 * network.input.count, seed: 2)
        let (scratch, outputs) = (FloatBuffer(count: network.forwardScratchCount(rows: 64)), FloatBuffer(count: 64 * network.output.count))
        let before = learnd_allocations()
        for rows in 1...64 { network.forward(inputs, rows: rows, parameters: parameters, into: outputs.start, scratch: scratch.start) }
        #expect(learnd_allocations() == before)
    }

    @Test("a frozen parameter stays bit for bit, and has no gradient and no state")
    func frozen() throws {
        let sample = Self.samples[1]
        let network = sample.network
        let trainability = try Trainability(network, frozenShares: ["layers.0": 1, "layers.3": 1], rateFactors: [:], steps: 10)
        let trainer = Self.trainer(sample, rows: 9, trainability: trainability)
        let learning = network.parameters.filter { !$0.path.hasPrefix("layers.0.") && !$0.path.hasPrefix("layers.3.") }
        #expect(trainer.gradients.count == learning.reduce(0) { $0 + $1.count })
        #expect(trainer.state.count == 2 * trainer.gradients.count)
        let before = trainer.parameters.elements
        let loss = Self.loss(trainer)
        for step in 1...4 { _ = trainer.step(Self.settings(step, rows: 9), loss: loss) }
        for parameter in network.parameters {
            let range = parameter.offset..<parameter.offset + parameter.count
            let isFrozen = !learning.contains(parameter)
            #expect((trainer.parameters.elements[range] == before[range]) == isFrozen, "\(parameter.path)")
            #expect((Self.average(trainer)[range] == before[range]) == isFrozen, "average of \(parameter.path)")
        }
    }

    /// A teacher's words by the layers from the lowest that learns on, beside those by all of them.
    private final class Teacher: Loss {
        let trainer: NetworkTrainer
        var words: [(short: [Float], whole: [Float])] = []

        init(_ trainer: NetworkTrainer) { self.trainer = trainer }

        func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double {
            let network = trainer.network
            func said(from first: Int, _ inputs: UnsafePointer<Float>) -> [Float] {
                let (scratch, words) = (
                    FloatBuffer(count: network.forwardScratchCount(rows: rows)), FloatBuffer(count: rows * network.output.count)
                )
                network.forward(
                    inputs,
                    rows: rows,
                    from: first,
                    parameters: trainer.parameters.pointer,
                    into: words.start,
                    scratch: scratch.start
                )
                return words.elements
            }
            let start = trainer.lowestLearning
            let whole = trainer.inputs.pointer + firstRow * network.input.count
            words.append((said(from: start.layer, start.inputs.pointer(row: firstRow)), said(from: 0, whole)))
            outputs.update(repeating: 1, count: rows * network.output.count)
            return 0
        }
    }

    @Test("a teacher can begin at the lowest layer that learns, unless something below it goes by chance or in another precision")
    func teacher() throws {
        let layers = ["conv 8 3x3 pad 1", "relu", "max-pool 2x2", "residual 16 stride 2", "linear 30", "relu", "linear 3"]
        for (dropout, precision, expected) in [
            ("dropout 0", Precision.single, 4), ("dropout 0.2", .single, 0), ("dropout 0", .bfloat16, 0),
        ] {
            var builder = NetworkBuilder(input: Extent(height: 8, width: 8, channels: 2))
            let texts = Array(layers[..<3]) + [dropout] + layers[3...]
            try builder.append(texts.map { try LayerDescription($0) }, prefix: "layers", precision: precision)
            let network = builder.build()
            let paths = ["layers.0": 1.0, "layers.4": 1]
            let trainer = NetworkTrainer(
                network,
                parameters: normals(network.parameterCount, seed: 1, deviation: 0.3),
                capacity: 21,
                optimizer: SGD(),
                trainability: try Trainability(network, frozenShares: paths, rateFactors: [:], steps: 10)
            )
            trainer.inputs.elements = normals(trainer.inputs.count, seed: 2)
            let teacher = Teacher(trainer)
            for step in 1...2 { _ = trainer.step(Self.settings(step, rows: 21), loss: teacher) }
            // Behind the convolution that does its ReLU, the pooling, the dropout and the block.
            #expect(trainer.lowestLearning.layer == expected)
            #expect(teacher.words.count == 6)
            for (short, whole) in teacher.words { #expect(short == whole) }
        }
    }

    @Test("freezing a part of a layer leaves the others' gradients as they are, and takes its own place in the units' sums away")
    func partlyFrozen() throws {
        let sample = Self.samples[1]
        let network = sample.network
        let paths = ["layers.0.weight": 1.0, "layers.3.conv1": 1, "layers.3.norm2.weight": 1, "layers.3.shortcut.norm.bias": 1]
        let trainability = try Trainability(network, frozenShares: paths, rateFactors: [:], steps: 10)
        let (all, part) = (Self.trainer(sample, rows: 9), Self.trainer(sample, rows: 9, trainability: trainability))
        let settings = StepSettings(rows: 9, step: 1, rate: 0.01)
        _ = all.computeGradients(settings, loss: Self.loss(all))
        _ = part.computeGradients(settings, loss: Self.loss(part))
        var expected: [Float] = []
        var frozenUnits = 0
        for (parameter, rule) in zip(network.parameters, trainability.rules) {
            if rule.firstStep != nil {
                expected += all.gradients.elements[parameter.offset..<parameter.offset + parameter.count]
            } else if parameter.microBatchNumber != nil {
                frozenUnits += parameter.count
            }
        }
        #expect(part.gradients.elements == expected)
        #expect(frozenUnits > 0 && part.microBatchSumCount == all.microBatchSumCount - frozenUnits)
    }

    @Test("what is frozen for a share of the steps learns from then on, as Adam's first step would have it")
    func stages() throws {
        let sample = Self.samples[0]
        let network = sample.network
        let trainability = try Trainability(network, frozenShares: ["layers.0": 0.5, "layers.2.bias": 0.8], rateFactors: [:], steps: 10)
        #expect(trainability.rules.map(\.firstStep) == [6, 6, 1, 9, 1, 1])
        let trainer = Self.trainer(sample, rows: 5, trainability: trainability)
        let loss = Self.loss(trainer)
        var last = trainer.parameters.elements
        for step in 1...10 {
            _ = trainer.step(Self.settings(step, rows: 5), loss: loss)
            let now = trainer.parameters.elements
            for (parameter, rule) in zip(network.parameters, trainability.rules) {
                let range = parameter.offset..<parameter.offset + parameter.count
                #expect((now[range] != last[range]) == (step >= rule.firstStep!), "\(parameter.path) in step \(step)")
            }
            if step == 6 {
                // Adam's first step is the rate itself, whatever the gradient's size.
                let moved = zip(now, last).prefix(network.parameters[0].count).map { abs($0 - $1) }
                #expect(moved.contains { abs($0 - 0.01) < 2e-4 })
            }
            last = now
        }
    }

    @Test(
        "a path under which nothing lies is refused, with the paths that there are",
        arguments: [
            (["layer.0": 1.0], [:], "training.freeze"), ([:], ["layers.1": 0.1], "training.rates"),
            (["layers.0.weigh": 1], [:], "training.freeze"),
        ]
    )
    func unknownPath(frozen: [String: Double], rates: [String: Double], key: String) {
        let refusal = #expect(throws: Refusal.self) {
            try Trainability(Self.samples[0].network, frozenShares: frozen, rateFactors: rates, steps: 10)
        }
        #expect(refusal?.place == key)
        #expect(refusal?.what.contains("'\((frozen.keys.first ?? rates.keys.first)!)'") == true)
        #expect(refusal?.fix == "name some of layers.0, layers.2, layers.4, or how they begin")
    }

    @Test("groups have rates of their own: the longest path counts")
    func rates() throws {
        let network = Self.samples[1].network
        let trainability = try Trainability(
            network,
            frozenShares: [:],
            rateFactors: ["layers": 0.5, "layers.3": 0.25, "layers.3.conv1": 0],
            steps: 10
        )
        let factors = Dictionary(uniqueKeysWithValues: zip(network.parameters.map(\.path), trainability.rules.map(\.rateFactor)))
        #expect(factors["layers.0.weight"] == 0.5)
        #expect(factors["layers.3.conv1.weight"] == 0)
        #expect(factors["layers.3.conv2.weight"] == 0.25)
        let trainer = Self.trainer(Self.samples[1], rows: 3, optimizer: SGD(), trainability: trainability)
        let whole = Self.trainer(Self.samples[1], rows: 3, optimizer: SGD())
        let before = whole.parameters.elements
        let loss = Self.loss(trainer)
        for trainer in [trainer, whole] { _ = trainer.step(StepSettings(rows: 3, step: 1, rate: 1e-3, seed: 1), loss: loss) }
        for parameter in network.parameters {
            let range = parameter.offset..<parameter.offset + parameter.count
            let factor = Float(factors[parameter.path]!)
            for place in range {
                let expected = before[place] + factor * (whole.parameters.elements[place] - before[place])
                #expect(abs(trainer.parameters.elements[place] - expected) < 1e-6)
            }
        }
    }
}

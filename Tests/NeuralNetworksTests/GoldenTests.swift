import Domain
import NeuralNetworks
import Tensors
import Testing
import Threads

/// Against PyTorch 2.13, in double precision: what differs is ours alone.
@Suite("Golden files of PyTorch")
struct GoldenTests {
    static func tensors(_ golden: [String: Tensor], under prefix: String) -> [String: Tensor] {
        var found: [String: Tensor] = [:]
        for (name, tensor) in golden where name.hasPrefix(prefix + ".") { found[String(name.dropFirst(prefix.count + 1))] = tensor }
        return found
    }

    @Test("every layer: outputs to 1e-5, gradients of parameters and inputs to 1e-4", arguments: GoldenFolder.cases("layer"))
    func layer(golden: GoldenFolder.Case) throws {
        let tensors = try GoldenFolder.tensors(golden.file!)
        var builder = NetworkBuilder(input: golden.extent)
        try builder.append(golden.layers!.map { try LayerDescription($0) }, prefix: "layers")
        let network = builder.build()
        let run = LayerRun(
            network,
            try network.flat(Self.tensors(tensors, under: "parameters")),
            channelsLast(tensors["input"]!.elements, network.input),
            direction: channelsLast(tensors["output_gradient"]!.elements, network.output)
        )
        #expect(relativeError(run.outputs, channelsLast(tensors["output"]!.elements, network.output)) < 1e-5)
        #expect(relativeError(run.inputGradient, channelsLast(tensors["input_gradient"]!.elements, network.input)) < 1e-4)
        let gradients = Self.tensors(tensors, under: "gradients")
        #expect(Set(gradients.keys) == Set(network.parameters.map(\.path)))
        for (name, tensor) in network.tensors(run.gradients) {
            #expect(relativeError(tensor.elements, gradients[name]!.elements) < 1e-4, "\(name)")
        }
    }

    // Adam divides by the gradient's own size, so that a rounding in a small gradient moves its parameter by a visible share of the rate.
    @Test(
        "small networks: ten losses, the first gradients, and the parameters after ten steps",
        arguments: GoldenFolder.cases("network"),
        [1, 2]
    )
    func network(golden: GoldenFolder.Case, threads: Int) throws {
        let tensors = try GoldenFolder.tensors(golden.file!)
        var builder = NetworkBuilder(input: golden.extent)
        try builder.append(golden.layers!.map { try LayerDescription($0) }, prefix: "layers")
        builder.linear("head", outputs: golden.classes!)
        let network = builder.build()
        let rows = tensors["classes"]!.elements.count
        let trainer = NetworkTrainer(
            network,
            parameters: try network.flat(Self.tensors(tensors, under: "before")),
            capacity: rows,
            optimizer: golden.optimizer!.optimizer,
            team: Team(threads: threads)
        )
        trainer.inputs.elements = channelsLast(tensors["input"]!.elements, network.input)
        let loss = MeanCrossEntropy(tensors["classes"]!.elements.map { Int32($0) }, width: golden.classes!)
        for step in 1...golden.steps! {
            let settings = StepSettings(
                rows: rows,
                step: step,
                rate: golden.optimizer!.rate!,
                clipNorm: golden.optimizer!.clip_norm ?? 0
            )
            let reported = trainer.step(settings, loss: loss) / Double(rows)
            #expect(abs(reported - Double(tensors["losses"]!.elements[step - 1])) < 2e-5, "loss of step \(step)")
            if step == 1 {
                let gradients = Self.tensors(tensors, under: "gradients")
                for (name, tensor) in network.tensors(trainer.gradients.elements) {
                    #expect(relativeError(tensor.elements, gradients[name]!.elements) < 1e-4, "\(name)")
                }
            }
        }
        let after = Self.tensors(tensors, under: "after")
        for (name, tensor) in network.tensors(trainer.parameters.elements) {
            #expect(relativeError(tensor.elements, after[name]!.elements) < 5e-4, "\(name)")
        }
    }

    final class MeanCrossEntropy: Loss {
        private let classes: [Int32]
        private let width: Int

        init(_ classes: [Int32], width: Int) {
            self.classes = classes
            self.width = width
        }

        func gradient(_ outputs: UnsafeMutablePointer<Float>, firstRow: Int, rows: Int, scratch: UnsafeMutablePointer<Float>) -> Double {
            classes.withUnsafeBufferPointer {
                CrossEntropy().gradient(
                    outputs,
                    rows: rows,
                    width: width,
                    classes: $0.baseAddress! + firstRow,
                    scale: 1 / Float(classes.count)
                )
            }
        }
    }

    @Test("every loss and its gradient", arguments: GoldenFolder.cases("loss"))
    func loss(golden: GoldenFolder.Case) throws {
        let tensors = Self.tensors(try GoldenFolder.tensors(golden.file!), under: golden.name)
        let logits = tensors["logits"]!
        let (rows, width) = (logits.shape[0], logits.shape[1])
        let targets = tensors["targets"]!.elements
        var values = logits.elements
        var loss = 0.0
        switch golden.loss! {
        case "cross-entropy":
            let weights = tensors["class_weights"]?.elements
            let classes = targets.map { Int32($0) }
            let mass = classes.reduce(Float(0)) { $0 + (weights?[Int($1)] ?? 1) }
            let entropy = CrossEntropy(
                smoothing: golden.smoothing ?? 0,
                weights: weights,
                allowed: tensors["allowed"]?.elements.map { UInt8($0) }
            )
            loss = entropy.gradient(&values, rows: rows, width: width, classes: classes, scale: 1 / mass) / Double(mass)
        case "binary-cross-entropy":
            loss =
                BinaryCrossEntropy(positiveWeights: tensors["positive_weights"]?.elements)
                .gradient(&values, rows: rows, width: width, targets: targets, scale: 1 / Float(rows * width)) / Double(rows * width)
        case "squared":
            loss =
                SquaredError().gradient(&values, count: rows * width, targets: targets, scale: 1 / Float(rows * width))
                / Double(rows * width)
        case "huber":
            loss =
                HuberError(delta: golden.delta!).gradient(&values, count: rows * width, targets: targets, scale: 1 / Float(rows * width))
                / Double(rows * width)
        default:
            let distillation: Distillation = golden.temperature.map { .softened(temperature: $0) } ?? .squared
            values = [Float](repeating: 0, count: rows * width)
            var (teacher, scratch) = (targets, [Float](repeating: 0, count: width))
            loss =
                distillation.add(
                    logits.elements,
                    teacher: &teacher,
                    rows: rows,
                    of: rows,
                    width: width,
                    weight: golden.weight!,
                    to: &values,
                    scratch: &scratch
                ) * Double(golden.weight!)
        }
        let expected = Double(tensors["loss"]!.elements[0])
        #expect(abs(loss - expected) < 2e-6 * max(1, abs(expected)))
        #expect(relativeError(values, tensors["gradient"]!.elements) < 1e-5)
    }

    // A gradient is its own parameter here, so that an optimizer is seen alone.
    @Test("every optimizer, step by step", arguments: GoldenFolder.cases("optimizer"))
    func optimizer(golden: GoldenFolder.Case) throws {
        let tensors = Self.tensors(try GoldenFolder.tensors(golden.file!), under: golden.name)
        let optimizer = golden.optimizer!.optimizer
        let names = ["weight", "bias"]
        let parameters = names.map { FloatBuffer(tensors["before.\($0)"]!.elements) }
        let state = parameters.map { FloatBuffer(count: max(1, optimizer.stateCount) * $0.count) }
        for step in 1...golden.steps! {
            let gradients = zip(names, parameters).map { name, buffer in
                FloatBuffer(Array(tensors["gradients.\(name)"]!.elements[(step - 1) * buffer.count..<step * buffer.count]))
            }
            let norm = gradients.reduce(0) { $0 + Kernels.sumOfSquares($1.start, count: $1.count) }.squareRoot()
            let clip = Double(golden.optimizer!.clip_norm ?? .infinity)
            for place in names.indices {
                optimizer.apply(
                    ParameterUpdate(
                        parameters: parameters[place].start,
                        gradients: gradients[place].pointer,
                        state: state[place].start,
                        stateStride: parameters[place].count,
                        count: parameters[place].count,
                        gradientScale: norm > clip ? Float(clip / norm) : 1,
                        rate: golden.rates![step - 1],
                        decays: names[place] == "weight",
                        step: step
                    )
                )
                let count = parameters[place].count
                let expected = tensors["after.\(names[place])"]!.elements[(step - 1) * count..<step * count]
                #expect(relativeError(parameters[place].elements, Array(expected)) < 2e-6, "\(names[place]) after step \(step)")
            }
        }
    }

    @Test("every schedule", arguments: GoldenFolder.cases("schedule"))
    func schedule(golden: GoldenFolder.Case) {
        let form = golden.schedule!
        let course: LearningRate.Course =
            switch form.course {
            case "constant": .constant
            case "linear": .linear
            case "cosine": .cosine
            case "step": .stepped(factor: form.factor!, every: form.every!)
            default: .oneCycle
            }
        let schedule = LearningRate(peak: form.peak, warmUpSteps: form.warm_up_steps, steps: form.steps, course: course)
        for step in 1...form.steps { #expect(abs(schedule.rate(at: step) - golden.values![step - 1]) < 1e-9, "step \(step)") }
    }
}

@Suite("Learning rate")
struct LearningRateTests {
    static let courses: [LearningRate.Course] = [.constant, .linear, .cosine, .stepped(factor: 0.5, every: 3), .oneCycle]

    @Test("stands a job of one step, and one without a rise", arguments: courses)
    func short(course: LearningRate.Course) {
        for (warmUp, steps) in [(1, 1), (0, 1), (0, 2), (5, 3)] {
            let schedule = LearningRate(peak: 2, warmUpSteps: warmUp, steps: steps, course: course)
            for step in 1...steps { #expect((0...2).contains(schedule.rate(at: step)), "step \(step) of \(steps)") }
        }
    }
}

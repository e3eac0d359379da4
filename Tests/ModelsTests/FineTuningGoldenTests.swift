import Domain
import Foundation
import Models
import NeuralNetworks
import Rows
import Tensors
import Testing
import Threads

/// What `Golden/make_finetuning.py` has written: a small BERT, rows, and what transformers and peft make of them.
struct FineTuningGolden {
    let expected: [String: Tensor]
    let version: ModelVersion
    let table: ExampleTable
    let sources: TextSources
    let settings: TrainingSettings
    private let trial: TextSourcesTests.Trial

    static func read(_ name: String) throws -> [String: Tensor] {
        let here = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name).safetensors")
        return Dictionary(uniqueKeysWithValues: try Safetensors.decode(Array(Data(contentsOf: here))).map { ($0.name, $0.tensor) })
    }

    init(_ name: String, heads: Int = 1, _ change: (inout TrainingSpecification) -> Void = { _ in }) throws {
        trial = TextSourcesTests.Trial()
        let base = try trial.add(folder: URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/base").path)
        sources = TextSources(folder: trial.folder)
        expected = try Self.read("\(name).expected")
        let rows = try Self.read("rows")
        table = Self.table(rows, heads == 1 ? [rows["labels"]!] : (0..<heads).map { [expected] in expected["labels.\($0)"]! })
        let training = TrainingSpecification(change)
        settings = TrainingSettings(
            optimizer: AdamW(weightDecay: 0.01),
            labelSmoothing: 0,
            distillation: 0,
            clipNorm: 0,
            frozenShares: training.freeze,
            rateFactors: ["encoder": 1, "embeddings": 1],
            layerDecay: training.layerDecay ?? 1,
            steps: 10
        )
        let beginning = NetworkBeginning(
            schema: table.schema,
            rows: table,
            training: training,
            base: base,
            sources: sources,
            seed: 1
        )
        var version = try ModelVersion(beginning).adapted(to: table, seed: 1).opened(for: training, texts: [table], sources: sources)
        version = Self.beginning(
            version,
            heads == 1
                ? [(rows["head.weight"]!, rows["head.bias"]!)]
                : (0..<heads).map { [expected] in
                    (expected["before.heads.\($0).weight"]!, expected["before.heads.\($0).bias"]!)
                },
            expected
        )
        self.version = version
    }

    /// Word n ≥ 5 is `t<n>`; every row begins and ends with the tokens that stand around a text.
    private static func table(_ rows: [String: Tensor], _ labels: [Tensor]) -> ExampleTable {
        var texts: [String] = []
        var place = 0
        for length in rows["lengths"]!.elements.map({ Int($0) }) {
            texts.append(rows["tokens"]!.elements[place + 1..<place + length - 1].map { "t\(Int($0))" }.joined(separator: " "))
            place += length
        }
        let heads = labels.indices.map { Schema.Head(name: "h\($0)", task: .classification) }
        var schema = Schema(columns: [.init(name: "body", kind: .text)], label: "h0", task: .classification, repeated: .count)
        schema.heads = heads
        return ExampleTable(
            schema: schema,
            columns: [.categories(Array(0..<Int32(texts.count)), levels: texts)],
            heads: labels.map { labels in
                let indices = labels.elements.map { Int32($0) }
                return .classes(indices, names: (0...indices.max()!).map { "c\($0)" })
            }
        )
    }

    /// The version with the heads and adapters that the golden file begins with.
    private static func beginning(_ version: ModelVersion, _ heads: [(weight: Tensor, bias: Tensor)], _ expected: [String: Tensor])
        -> ModelVersion
    {
        guard let encoder = version.model as? EncoderVersion else { preconditionFailure("another family") }
        let outputs = heads.reduce(0) { $0 + $1.bias.elements.count }
        let tensors = encoder.tensors.map { name, tensor in
            switch name {
            case "head.weight": (name, Tensor(shape: [outputs, tensor.shape[1]], elements: heads.flatMap(\.weight.elements)))
            case "head.bias": (name, Tensor(shape: [outputs], elements: heads.flatMap(\.bias.elements)))
            default: (name, expected["before." + Self.peft(name)] ?? tensor)
            }
        }
        return ModelVersion(EncoderVersion(document: encoder.document, tensors: tensors))
    }

    /// peft's name of an adapter.
    static func peft(_ path: String) -> String {
        let words = path.split(separator: ".").map(String.init)
        guard words.count > 4 else { return path }
        return "base_model.model.encoder.layer.\(words[1]).attention.self.\(words[3]).\(words[4]).weight"
    }

    /// transformers' gradient of a parameter of ours; nil where it is none of the file's.
    func gradient(_ path: String) -> [Float]? {
        func of(_ names: String...) -> [Float]? {
            let tensors = names.map { expected["gradients." + $0] }
            return tensors.contains { $0 == nil } ? nil : tensors.flatMap { $0!.elements }
        }
        let words = path.split(separator: ".").map(String.init)
        if path.contains("lora") { return of(Self.peft(path)) }
        if path.hasPrefix("head") { return expected["gradients.\(path)"]?.elements ?? of("heads.0.\(words[1])", "heads.1.\(words[1])") }
        switch path {
        case "embeddings.own_tokens.weight":
            guard let table = expected["gradients.embeddings.word_embeddings.weight"], let encoder = version.model as? EncoderVersion else {
                return nil
            }
            let width = table.shape[1]
            return encoder.document.ownTokens.flatMap { table.elements[Int($0) * width..<(Int($0) + 1) * width] }
        case "embeddings.positions.weight": return of("embeddings.position_embeddings.weight")
        case "embeddings.types.weight":
            return expected["gradients.embeddings.token_type_embeddings.weight"].map { Array($0.elements[..<$0.shape[1]]) }
        default: break
        }
        if words[0] == "embeddings" { return of("embeddings.LayerNorm.\(words[2])") }
        let layer = "encoder.layer.\(words[1])"
        let kind = words.last!
        switch words[2] {
        case "self_attn" where words[3].hasPrefix("in_proj"):
            let kind = words[3] == "in_proj_weight" ? "weight" : "bias"
            return of(
                "\(layer).attention.self.query.\(kind)",
                "\(layer).attention.self.key.\(kind)",
                "\(layer).attention.self.value.\(kind)"
            )
        case "self_attn": return of("\(layer).attention.output.dense.\(kind)")
        case "linear1": return of("\(layer).intermediate.dense.\(kind)")
        case "linear2": return of("\(layer).output.dense.\(kind)")
        case "norm1": return of("\(layer).attention.output.LayerNorm.\(kind)")
        default: return of("\(layer).output.LayerNorm.\(kind)")
        }
    }
}

@Suite("Fine-tuning, against transformers and peft")
struct FineTuningGoldenTests {
    struct Case: Sendable, CustomStringConvertible {
        let name: String
        var heads = 1
        var change: @Sendable (inout TrainingSpecification) -> Void = { _ in }
        var description: String { name }
    }

    static let cases = [
        Case(name: "everything"),
        Case(name: "top") { $0.freeze = ["embeddings": 1, "encoder.0": 1] },
        Case(name: "layers") { $0.layerDecay = 0.8 },
        Case(name: "lora") { ($0.lora, $0.loraRank, $0.loraAlpha) = (.queryValue, 4, 8) },
        Case(name: "heads", heads: 2),
    ]

    private static func farthest(_ one: [Float], _ other: [Float]) -> Float {
        one.count == other.count ? zip(one, other).reduce(0) { max($0, abs($1.0 - $1.1)) } : .infinity
    }

    // Sums in another order: logits to 1e-5, gradients to 2e-6; ten steps of AdamW, whose first ones turn noise into steps, to 1e-3 as asked.
    @Test("logits, every gradient and ten steps' losses are theirs", arguments: cases, [1, 2])
    func golden(_ golden: Case, threads: Int) throws {
        let file = try FineTuningGolden(golden.name, heads: golden.heads, golden.change)
        let learner = try file.version.learner(file.settings, sources: file.sources, threads: threads)
        let rows = try learner.prepare(file.table) { _ in }
        let first = try learner.prepare(file.table.picking(Array(0..<12))) { _ in }
        let trainer = try ModelTrainer(
            file.version,
            settings: file.settings,
            learner: learner,
            new: rows,
            newRows: 12,
            team: Team(threads: threads)
        )
        let (before, after) =
            golden.heads == 1 ? (["logits"], ["after.logits"]) : (["logits.0", "logits.1"], ["after.logits.0", "after.logits.1"])
        expectLogits(trainer.logits(of: first), file, before, to: 1e-5)
        var losses: [Float] = []
        for step in 1...10 {
            var random = RandomSource(seed: 1)
            let rows = (0..<12).map { Int32(12 * (step - 1) + $0) }
            let loss = trainer.step(
                step,
                new: try prepared(rows: rows, of: file, learner, rows),
                (0..<12).map { Int32($0) },
                replay: nil,
                [],
                random: &random,
                rate: Double(file.expected["rate"]!.elements[0]),
                decay: 0
            )
            losses.append(Float(loss))
            if step == 1 { expectGradients(trainer, file) }
        }
        #expect(Self.farthest(losses, file.expected["losses"]!.elements) < 1e-3, "\(losses) \(file.expected["losses"]!.elements)")
        expectLogits(trainer.logits(of: first), file, after, to: 5e-3)
        let predictor = try trainer.version(steps: 10).predictor(sources: file.sources)
        let answers = predictor.predict(file.table.picking(Array(0..<12)))
        expectLogits(answers, file, after, to: 5e-3, areProbabilities: true)
        if golden.name == "lora" {
            expectLogits(answers, file, ["merged.logits"], to: 5e-3, areProbabilities: true)
            expectMerged(answers, trainer.logits(of: first))
        }
    }

    private func prepared(rows: [Int32], of file: FineTuningGolden, _ learner: any NetworkLearner, _ places: [Int32]) throws -> PreparedRows
    {
        try learner.prepare(file.table.picking(places.map { Int($0) })) { _ in }
    }

    private func expectLogits(
        _ answers: [Float],
        _ file: FineTuningGolden,
        _ names: [String],
        to tolerance: Float,
        areProbabilities: Bool = false
    ) {
        let heads = names.map { file.expected[$0]! }
        let width = heads.reduce(0) { $0 + $1.shape[1] }
        var place = 0
        for head in heads {
            for row in 0..<head.shape[0] {
                var wanted = Array(head.elements[row * head.shape[1]..<(row + 1) * head.shape[1]])
                if areProbabilities { Kernels.softmax(&wanted, rows: 1, width: wanted.count) }
                let own = Array(answers[row * width + place..<row * width + place + wanted.count])
                #expect(Self.farthest(own, wanted) < tolerance, "row \(row): \(own), not \(wanted)")
            }
            place += head.shape[1]
        }
    }

    private func expectGradients(_ trainer: ModelTrainer, _ file: FineTuningGolden) {
        let own = trainer.gradientTensors
        var count = 0
        for (path, tensor) in own {
            guard let wanted = file.gradient(path) else {
                Issue.record("no gradient of \(path)")
                continue
            }
            count += 1
            #expect(Self.farthest(tensor.elements, wanted) < 2e-6, "\(path): \(Self.farthest(tensor.elements, wanted))")
        }
        #expect(count >= 2)
    }

    /// The weights of adapters are in the maps beside which they stand: the same answer to 1e-5.
    private func expectMerged(_ answers: [Float], _ logits: [Float]) {
        var probabilities = logits
        Kernels.softmax(&probabilities, rows: 12, width: logits.count / 12)
        #expect(Self.farthest(answers, probabilities) < 1e-5)
    }
}

import Bases
import Domain
import Models
import NeuralNetworks
import Rows
import Tensors
import TextEncoding
import Threads

/// Training steps of all-MiniLM-L6-v2 with a head of 77 classes, as a job makes them: `Benchmarks/peers/finetune_work.py` has the same.
enum FineTuneWork {
    static let names = [
        "tune-all-16x32", "tune-all-32x32", "tune-all-32x64", "tune-bf16-16x32", "tune-bf16-32x64", "tune-mixed", "tune-top2-first",
        "tune-top2-later", "tune-head", "tune-lora",
    ]
    private static let rate = 1e-4
    private static let rows = 32
    /// Of the whole batches of a file of texts, every so manieth is trained on.
    private static let (batches, each) = (312, 39)

    static func named(_ name: String, threads: Int) throws -> Piece? {
        guard names.contains(name) else { return nil }
        let folder = try TextWork.folder() + "/bases"
        guard let base = try BaseStore(folder).list().last?.digest else { throw Refusal(.notFound, what: "there is no base", at: folder) }
        let words = name.split(separator: "-")
        let size = words[2...].last.map { $0.split(separator: "x").compactMap { Int($0) } } ?? []
        let texts =
            words[1] == "mixed"
            ? try mixed(folder, base)
            : [TextWork.fixed(texts: size.first ?? rows, places: size.last ?? 32)]
        return try piece(texts, String(words[1]), TextSources(folder: folder), base, makesAgain: name.hasSuffix("first"), threads)
    }

    /// A share of a file's batches in its order.
    private static func mixed(_ folder: String, _ base: Digest) throws -> [[[Int32]]] {
        let tokenizer = try Tokenizer(encoded: BaseStore(folder).open(base).tokenizer)
        let texts = try TextWork.texts().map { tokenizer.encode($0, most: TextWork.longest) }
        return stride(from: 0, to: batches, by: each).map { Array(texts[$0 * rows..<($0 + 1) * rows]) }
    }

    /// - Parameter makesAgain: Whether what frozen layers put out is made each time.
    private static func piece(
        _ batches: [[[Int32]]],
        _ part: String,
        _ sources: TextSources,
        _ base: Digest,
        makesAgain: Bool,
        _ threads: Int
    ) throws -> Piece {
        var training = TrainingSpecification()
        switch part {
        case "top2":
            training.freeze = Dictionary(
                uniqueKeysWithValues: ["embeddings", "encoder.0", "encoder.1", "encoder.2", "encoder.3"].map { ($0, 1) }
            )
        case "head": training.freeze = ["embeddings": 1, "encoder": 1]
        case "lora": training.lora = .queryValue
        default: break
        }
        let settings = TrainingSettings(
            optimizer: AdamW(weightDecay: 0.01),
            labelSmoothing: 0,
            distillation: 0,
            clipNorm: 0,
            precision: part == "bf16" ? .bfloat16 : .single,
            frozenShares: training.freeze,
            rateFactors: ["encoder": 1, "embeddings": 1],
            steps: 1_000_000
        )
        let version = try version(batches, training, sources, base)
        let learner = try EncoderLearner(version, settings, sources, threads: threads)
        let texts = batches.flatMap { $0 }
        let labels = ExampleTable.Labels.classes(
            batches.flatMap { $0.indices.map { Int32($0 % TextWork.classes) } },
            names: (0..<TextWork.classes).map(String.init)
        )
        var rows = try learner.prepare(PreparedTexts(texts), [labels])
        let trainer = try ModelTrainer(
            ModelVersion(version),
            settings: settings,
            learner: learner,
            new: rows,
            newRows: batches.map(\.count).max()!,
            averages: false,
            team: Team(threads: threads)
        )
        let random = RandomSource(seed: 1)
        var step = 0
        let places = batches.reduce(into: [[Int32]]()) { places, batch in
            let first = places.reduce(0) { $0 + $1.count }
            places.append((first..<first + batch.count).map { Int32($0) })
        }
        func work() -> [Float] {
            if makesAgain, let again = try? learner.prepare(PreparedTexts(texts), [labels]) { rows = again }
            return places.map { own in
                step += 1
                var random = random
                return Float(trainer.step(step, new: rows, own, replay: nil, [], random: &random, rate: rate, decay: 0))
            }
        }
        return Piece(run: { _ = work() }, answer: work)
    }

    /// The base with the peer's head.
    private static func version(_ batches: [[[Int32]]], _ training: TrainingSpecification, _ sources: TextSources, _ base: Digest) throws
        -> EncoderVersion
    {
        let schema = Schema(columns: [.init(name: "text", kind: .text)], label: "label", task: .classification, repeated: .count)
        let table = ExampleTable(
            schema: schema,
            columns: [.categories((0..<TextWork.classes).map { _ in 0 }, levels: [""])],
            labels: .classes((0..<TextWork.classes).map { Int32($0) }, names: (0..<TextWork.classes).map(String.init))
        )
        let beginning = NetworkBeginning(schema: schema, rows: table, training: training, base: base, sources: sources, seed: 1)
        let begun = try EncoderVersion(beginning).adapted(to: table, sample: table, seed: 1)
            .opened(for: training, tokens: Set(batches.joined().joined()), sources: sources)
        let head = TextWork.head(width: begun.document.shape.width)
        var document = begun.document
        // The peer drops nothing.
        (document.shape.dropout, document.shape.attentionDropout) = (0, 0)
        return EncoderVersion(
            document: document,
            tensors: begun.tensors.map { name, tensor in
                (name, name == "head.weight" ? head.weight : name == "head.bias" ? head.bias : tensor)
            }
        )
    }
}

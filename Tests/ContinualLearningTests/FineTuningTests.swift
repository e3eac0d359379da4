import BaseSamples
import Bases
import ContinualLearning
import Domain
import Files
import Foundation
import Lineages
import Models
import RowSamples
import Rows
import Testing
import TextEncoding

@Suite("An encoder that is fine-tuned")
struct FineTuningTests {
    /// A store with a small base of random weights, gone with the test.
    final class SmallBase {
        let root = FileManager.default.temporaryDirectory.path + "/learnd-tuning-\(UUID().uuidString)"
        let digest: Digest
        var sources: TextSources { TextSources(folder: root + "/bases") }

        init(words: [String]) throws {
            try TinyBase.write(to: root + "/tiny", words: words)
            digest = try BaseStore(root + "/bases").add(root + "/tiny") { files, vocabulary throws(Refusal) in
                try Tokenizer(files: files).within(vocabulary).encoded()
            }.description.digest
        }

        deinit {
            for name in Folder.names(root + "/bases") { chmod("\(root)/bases/\(name)", 0o755) }
            Folder.remove(root)
        }
    }

    private static let topics = [
        ["printer", "toner", "paper"], ["wifi", "router", "signal"], ["invoice", "refund", "charge"], ["door", "key", "badge"],
    ]
    private static let fillers = ["the", "please", "again", "today", "office", "broken", "help", "since"]

    private static func base() throws -> SmallBase { try SmallBase(words: topics.flatMap { $0 } + fillers) }

    /// Texts of some topics, a word of which each has among others.
    private static func tickets(_ count: Int, batch: Int, topics wanted: Range<Int> = 0..<4) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        var (texts, labels): ([String], [Int32]) = ([], [])
        for number in 0..<count {
            let topic = Int.random(in: wanted, using: &random)
            var words = (0..<Int.random(in: 1...6, using: &random)).map { _ in fillers.randomElement(using: &random)! }
            words.insert(topics[topic].randomElement(using: &random)!, at: Int.random(in: 0...words.count, using: &random))
            texts.append(words.joined(separator: " ") + " \(number)")
            labels.append(Int32(topic))
        }
        return RowSet(
            table: ExampleTable(
                schema: Schema(columns: [.init(name: "body", kind: .text)], label: "team", task: .classification, repeated: .count),
                columns: [.categories(Array(0..<Int32(count)), levels: texts)],
                labels: .classes(labels, names: ["devices", "network", "billing", "access"])
            ),
            batch: SampleRows.batch(batch)
        )
    }

    private static func specification(
        _ method: TrainingSpecification.Method,
        _ change: (inout TrainingSpecification) -> Void = { _ in }
    ) -> ModelSpecification {
        ModelSpecification(
            training: .init {
                // A small encoder of random weights has much to learn.
                ($0.method, $0.batchSize, $0.epochs, $0.learningRate) = (method, 16, 10, 0.02)
                change(&$0)
            },
            memory: .init(capacity: 60),
            gate: .init(enabled: false)
        )
    }

    private static func accuracy(_ lineage: Lineage, _ rows: RowSet) throws -> Double {
        let predictor = try #require(try lineage.predictor())
        guard case .classes(let indices, let names) = rows.table.labels, case .classes(let classes) = predictor.outputs else { return 0 }
        let answers = predictor.predict(rows.table)
        let right = indices.indices.count { row in
            let own = answers[row * classes.count..<(row + 1) * classes.count]
            return classes[own.indices.max { own[$0] < own[$1] }! - own.startIndex] == names[Int(indices[row])]
        }
        return Double(right) / Double(rows.count)
    }

    private static func tensors(_ lineage: Lineage) throws -> [String] {
        try #require(lineage.parent).parts.map(\.name).filter { $0.hasPrefix("weights/") }.map { String($0.dropFirst(8)) }.sorted()
    }

    private static let ways: [(name: String, change: @Sendable (inout TrainingSpecification) -> Void)] = [
        ("everything", { _ in }),
        ("the layer alone", { $0.freeze = ["embeddings": 1] }),
        ("the head alone", { $0.freeze = ["embeddings": 1, "encoder": 1] }),
        ("thawed halfway", { $0.freeze = ["embeddings": 1, "encoder": 0.5] }),
        ("adapters", { ($0.lora, $0.loraDropout) = (.all, 0.05) }),
    ]

    @Test("learns texts, whatever of it learns, and keeps what has learned and no more", arguments: ways.indices)
    func learns(way: Int) throws {
        let base = try Self.base()
        var lineage = try Lineage(
            Self.specification(.replay, Self.ways[way].change),
            base: base.digest,
            sources: base.sources
        )
        defer { lineage.remove() }
        try lineage.learn(Self.tickets(300, batch: 1))
        let accuracy = try Self.accuracy(lineage, Self.tickets(200, batch: 9))
        #expect(accuracy > 0.9, "\(Self.ways[way].name): \(accuracy)")
        let kept = try Self.tensors(lineage)
        switch Self.ways[way].name {
        case "the head alone": #expect(kept == ["head.bias", "head.weight"])
        case "the layer alone", "thawed halfway": #expect(kept.count == 14 && !kept.contains { $0.hasPrefix("embeddings") }, "\(kept)")
        case "adapters": #expect(kept.count == 14 && kept.count { $0.contains("lora") } == 12, "\(kept)")
        default: #expect(kept.contains("embeddings.own_tokens.weight") && !kept.contains("embeddings.tokens.weight"), "\(kept)")
        }
    }

    @Test(
        "comes to the same bytes on one thread and two, stopped at any step, and whether or not there is room for what frozen layers say",
        arguments: ways.indices
    )
    func bytes(way: Int) throws {
        let base = try Self.base()
        var lineage = try Lineage(
            Self.specification(.replay) {
                Self.ways[way].change(&$0)
                ($0.minSteps, $0.maxSteps) = (24, 24)
            },
            base: base.digest,
            sources: base.sources
        )
        defer { lineage.remove() }
        try lineage.learn(Self.tickets(120, batch: 1, topics: 0..<2))
        let directory = try lineage.job(Self.tickets(120, batch: 2, topics: 1..<4))
        func candidate() throws -> Set<PartReference> { try Set(VersionDirectory(path: directory.candidate).parts()) }
        func begin(_ sources: TextSources, anew: Bool = true, threads: Int = 1, stopAfter stop: Int = .max) throws {
            Folder.remove(directory.candidate)
            if anew { Folder.remove(directory.checkpoint) }
            var asked = 0
            try Trainer(directory, checkpointInterval: .seconds(60), threads: threads, sources: sources) {
                asked += 1
                return asked >= stop
            }.run { _ in }
        }
        try begin(base.sources)
        let undisturbed = try candidate()
        try begin(base.sources, threads: 2)
        #expect(try candidate() == undisturbed, "two threads")
        try begin(TextSources(folder: base.root + "/bases", cache: TextCache(folder: base.root + "/cache", most: 1)))
        #expect(try candidate() == undisturbed, "no room")
        for stop in [1, 11, 23] {
            do { try begin(base.sources, stopAfter: stop) } catch is TrainingStopped {}
            try begin(base.sources, anew: false)
            #expect(try candidate() == undisturbed, "stopped after \(stop) steps")
        }
    }

    @Test("forgets without replay what a file does not have, and not with it; the memory keeps texts")
    func forgetting() throws {
        let base = try Self.base()
        let (early, late) = (0..<2, 2..<4)
        func learned(_ method: TrainingSpecification.Method) throws -> (Double, Double) {
            var lineage = try Lineage(Self.specification(method), base: base.digest, sources: base.sources)
            defer { lineage.remove() }
            try lineage.learn(Self.tickets(200, batch: 1, topics: early))
            try lineage.learn(Self.tickets(200, batch: 2, topics: late))
            return try (
                Self.accuracy(lineage, Self.tickets(100, batch: 8, topics: early)),
                Self.accuracy(lineage, Self.tickets(100, batch: 9, topics: late))
            )
        }
        let (forgotten, new) = try learned(.finetune)
        #expect(forgotten < 0.3 && new > 0.9, "\(forgotten) \(new)")
        let (kept, both) = try learned(.replay)
        #expect(kept > 0.9 && both > 0.9, "\(kept) \(both)")
    }

    @Test("goes on with more of it learning than before, from what it answered")
    func opened() throws {
        let base = try Self.base()
        var first = try Lineage(
            Self.specification(.replay) { $0.freeze = ["embeddings": 1, "encoder": 1] },
            base: base.digest,
            sources: base.sources
        )
        defer { first.remove() }
        try first.learn(Self.tickets(200, batch: 1, topics: 0..<2))
        let version = try #require(first.parent)
        var next = try Lineage(Self.specification(.replay), parent: version, base: base.digest, sources: base.sources)
        defer { next.remove() }
        try next.learn(Self.tickets(200, batch: 2))
        #expect(try Self.tensors(next).count > 16)
        #expect(try Self.accuracy(next, Self.tickets(200, batch: 9)) > 0.9)
    }

    @Test("without a base there is none, and the cure is told")
    func noBase() throws {
        var lineage = try Lineage(Self.specification(.replay))
        defer { lineage.remove() }
        let refusal = #expect(throws: Refusal.self) { try lineage.learn(Self.tickets(100, batch: 1)) }
        #expect(refusal?.what == "a network over texts is trained from a pretrained base, and there is none here")
        #expect(refusal?.fix?.hasPrefix("add one ('make base', or 'learnctl base add DIR') and requeue the file") == true)
    }
}

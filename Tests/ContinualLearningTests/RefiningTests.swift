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

@Suite("A refinement of the encoder under a closed form")
struct RefiningTests {
    /// A folder with a small base, gone with the test.
    private final class Trial {
        private let root = FileManager.default.temporaryDirectory.path + "/learnd-refining-\(UUID().uuidString)"
        let base: Digest
        var sources: TextSources { TextSources(folder: root + "/bases") }

        init() throws {
            try TinyBase.write(to: "\(root)/tiny", words: RefiningTests.words, positions: 16)
            base = try BaseStore(root + "/bases").add("\(root)/tiny") { files, vocabulary throws(Refusal) in
                try Tokenizer(files: files).within(vocabulary).encoded()
            }.description.digest
        }

        deinit {
            for name in Folder.names(root + "/bases") { chmod("\(root)/bases/\(name)", 0o755) }
            Folder.remove(root)
        }
    }

    private static let words = (0..<40).map { "word\("abcdefghij".map(String.init)[$0 / 4])\("klmn".map(String.init)[$0 % 4])" }

    /// Texts of which one word in seven tells a number; beside them a column that tells nothing.
    private static func rows(_ count: Int, batch: Int, telling: Bool = true) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        var (texts, others, labels): ([String], [Double], [Double]) = ([], [], [])
        for _ in 0..<count {
            let value = Int.random(in: 0..<8, using: &random)
            var chosen = (0..<6).map { _ in words[Int.random(in: 8..<40, using: &random)] }
            chosen.insert(words[value], at: Int.random(in: 0...6, using: &random))
            texts.append(chosen.joined(separator: " "))
            others.append(Double.random(in: 0...1, using: &random))
            labels.append(
                telling
                    ? Double((value * 5) % 8) + 0.1 * Double.random(in: 0...1, using: &random) : Double.random(in: 0...1, using: &random)
            )
        }
        let schema = Schema(
            columns: [.init(name: "amount", kind: .numeric), .init(name: "body", kind: .text)],
            label: "y",
            task: .regression,
            repeated: .count
        )
        return RowSet(
            table: ExampleTable(
                schema: schema,
                columns: [.numbers(others), .categories(Array(0..<Int32(count)), levels: texts)],
                labels: .numbers(labels)
            ),
            batch: SampleRows.batch(batch)
        )
    }

    private static let specification = ModelSpecification(
        training: .init {
            $0.method = .analytic
            $0.features = 64
            $0.epochs = 20
            $0.batchSize = 32
            $0.learningRate = 0.01
        },
        gate: .init(enabled: true)
    )

    private func lineage(_ trial: Trial, telling: Bool = true, files: Int = 2) throws -> Lineage {
        var lineage = try Lineage(Self.specification, base: trial.base, sources: trial.sources)
        for file in 1...files { try lineage.learn(Self.rows(500, batch: file, telling: telling)) }
        return lineage
    }

    @Test("is a version where it is better on validation rows, with a small encoder of its own, and later files are learned on it")
    func better() throws {
        let trial = try Trial()
        var lineage = try lineage(trial)
        defer { lineage.remove() }
        let before = try #require(lineage.parent)
        let (refinement, judgement) = try lineage.refine()
        let found = try #require(refinement)
        #expect(found.isBetter, "\(found)")
        #expect(judgement?.passed == true, "\(String(describing: judgement?.reasons))")
        let after = try #require(lineage.parent)
        #expect(after.digest != before.digest)
        let own = after.parts.filter { $0.name.hasPrefix("weights/encoder.") }
        #expect(!own.isEmpty && own.reduce(0) { $0 + $1.bytes.count } < 2_000_000)
        func moved(_ parts: [VersionPart]) throws -> Digest? {
            let document = try #require(parts.first { $0.name == VersionContent.model }).bytes
            return FeatureMap.Text.all(inDocument: document).first?.moved?.digest
        }
        #expect(try moved(before.parts) == nil)
        let encoder = try #require(try moved(after.parts))
        try lineage.learn(Self.rows(100, batch: 3))
        #expect(try moved(#require(lineage.parent).parts) == encoder, "a file leaves the encoder where it is")
        // Once more, from where it is.
        _ = try lineage.refine()
    }

    @Test("comes to the same digests of the same files with the same refinements between them")
    func deterministic() throws {
        let trial = try Trial()
        func digest() throws -> Digest? {
            var lineage = try lineage(trial, files: 1)
            defer { lineage.remove() }
            try lineage.refine()
            try lineage.learn(Self.rows(100, batch: 3))
            return lineage.parent?.digest
        }
        #expect(try digest() == digest())
    }

    @Test("comes to the same bytes on any number of threads, and stopped anywhere")
    func interrupted() throws {
        let trial = try Trial()
        let lineage = try lineage(trial, files: 1)
        defer { lineage.remove() }
        let directory = try lineage.refinement().directory
        func candidate() throws -> Set<PartReference> { try Set(VersionDirectory(path: directory.candidate).parts()) }
        func begin(anew: Bool = true, threads: Int = 1, stopAfter stop: Int = .max) throws {
            Folder.remove(directory.candidate)
            if anew { Folder.remove(directory.checkpoint) }
            var asked = 0
            try Trainer(directory, checkpointInterval: .seconds(60), threads: threads, sources: trial.sources) {
                asked += 1
                return asked >= stop
            }.run { _ in }
        }
        try begin()
        let undisturbed = try candidate()
        #expect(!undisturbed.isEmpty)
        try begin(threads: 2)
        #expect(try candidate() == undisturbed)
        var stops = 0
        // In the first steps, later, and while rows are summed.
        for stop in [1, 40, 250, 252, 254] {
            do { try begin(stopAfter: stop) } catch is TrainingStopped { stops += 1 }
            try begin(anew: false)
            #expect(try candidate() == undisturbed, "stopped after \(stop) questions")
        }
        #expect(stops >= 3)
    }

    @Test("changes nothing where it is not better, and says so")
    func notBetter() throws {
        let trial = try Trial()
        var lineage = try lineage(trial, telling: false, files: 1)
        defer { lineage.remove() }
        let before = lineage.parent?.digest
        let (refinement, judgement) = try lineage.refine()
        #expect(refinement?.isBetter == false && refinement?.before != nil, "\(String(describing: refinement))")
        #expect(judgement == nil && lineage.parent?.digest == before)
    }

    @Test("needs validation rows that decide")
    func tooFew() throws {
        let trial = try Trial()
        var lineage = try Lineage(Self.specification, base: trial.base, sources: trial.sources)
        defer { lineage.remove() }
        try lineage.learn(Self.rows(100, batch: 1))
        #expect(try lineage.refine().refinement?.reason?.hasPrefix("too few validation rows decide it") == true)
    }
}

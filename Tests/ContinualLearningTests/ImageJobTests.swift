import ContinualLearning
import Domain
import Files
import Hashing
import Lineages
import Rows
import Tensors
import Testing

@Suite("Jobs of images")
struct ImageJobTests {
    static let shape = ImageShape(height: 8, width: 8, channels: 1)

    /// Images of a bright quarter; the quarter is the class.
    static func rows(_ count: Int, classes: [Int32], batch: String) -> RowSet {
        var random = RandomSource(seed: UInt64(batch.utf8.count))
        var (pixels, labels): ([UInt8], [Int32]) = ([], [])
        for row in 0..<count {
            let label = classes[row % classes.count]
            labels.append(label)
            for place in 0..<64 {
                let isBright = (place / 8 < 4) == (label < 2) && (place % 8 < 4) == (label % 2 == 0)
                pixels.append(UInt8((isBright ? 150 : 20) + random.next() % 100))
            }
        }
        let table = ExampleTable(
            schema: Schema(image: shape),
            columns: [.images(pixels, shape)],
            labels: .classes(labels, names: ["a", "b", "c", "d"])
        )
        return RowSet(table: table, batch: SHA256.hash(batch))
    }

    static func specification() -> ModelSpecification {
        var specification = ModelSpecification()
        specification.training.minSteps = 40
        specification.training.maxSteps = 60
        return specification
    }

    @Test("two classes, then two more: nothing is forgotten, and the gate lets both pass")
    func twoFiles() throws {
        var lineage = try Lineage(Self.specification())
        defer { lineage.remove() }
        #expect(try lineage.learn(Self.rows(200, classes: [0, 1], batch: "one")).passed)
        let second = try lineage.learn(Self.rows(200, classes: [2, 3], batch: "three"))
        #expect(second.passed, "\(second.reasons)")
        #expect(second.evaluation.all.value > 0.9)
        #expect(second.evaluation.byBatch.count == 2)
    }

    @Test("a job comes to the same version on any number of threads", arguments: [2, 3])
    func threads(threads: Int) throws {
        func digests(_ threads: Int) throws -> [String] {
            let lineage = try Lineage(Self.specification())
            defer { lineage.remove() }
            let directory = try lineage.job(Self.rows(150, classes: [0, 1, 2], batch: "one"))
            try Trainer(directory, checkpointInterval: .seconds(60), threads: threads).run { _ in }
            return try VersionDirectory(path: directory.candidate).read().map { "\($0.reference.name) \($0.reference.digest)" }.sorted()
        }
        #expect(try digests(threads) == digests(1))
    }

    @Test("a layer that is frozen after the first job has one digest in both versions")
    func frozen() throws {
        var specification = Self.specification()
        var lineage = try Lineage(specification)
        try lineage.learn(Self.rows(150, classes: [0, 1], batch: "one"))
        let first = try #require(lineage.parent)
        specification.training.freeze = ["layers.0": 1]
        var frozen = try Lineage(specification, parent: first)
        defer {
            lineage.remove()
            frozen.remove()
        }
        try frozen.learn(Self.rows(150, classes: [0, 1], batch: "another"))
        func digest(_ parts: [VersionPart]?, _ name: String) -> Digest? { parts?.first { $0.name == name }?.reference.digest }
        let second = frozen.parent?.parts
        for name in ["weights/layers.0.weight", "weights/layers.0.bias"] {
            #expect(digest(second, name) == digest(first.parts, name) && digest(second, name) != nil, "\(name)")
        }
        #expect(digest(second, "weights/layers.3.weight") != digest(first.parts, "weights/layers.3.weight"))
    }

    @Test(
        "8 bits are served where they cost less than half a point on the gate rows, which is written down",
        .enabled(if: Int8Matrix.isFast, "this CPU has no AVX512_VNNI")
    )
    func int8() throws {
        var specification = Self.specification()
        specification.serving.precision = .int8
        var lineage = try Lineage(specification)
        defer { lineage.remove() }
        let judgement = try lineage.learn(Self.rows(300, classes: [0, 1, 2, 3], batch: "one"))
        let loss = try #require(judgement.precisionLoss)
        #expect((judgement.precision == .int8) == (loss < 0.005))
        #expect(judgement.precision == .int8)
        let parts = try #require(lineage.parent?.parts)
        let table = Self.rows(50, classes: [0, 1, 2, 3], batch: "seven").table
        let served = try VersionContent.predictor(parts, precision: judgement.precision ?? .single).predict(table)
        #expect(served != (try VersionContent.predictor(parts).predict(table)))
    }

    @Test("a table's job takes another optimizer and schedule, balanced classes and a Huber error")
    func otherSettings() throws {
        var specification = ModelSpecification()
        specification.training.optimizer = .sgd
        specification.training.learningRate = 0.05
        specification.training.schedule = .oneCycle
        specification.training.balanceClasses = true
        specification.training.huberDelta = 1
        specification.training.distillationTemperature = 2
        var lineage = try Lineage(specification)
        defer { lineage.remove() }
        #expect(try lineage.learn(ExampleFiles.rows("iris/iris.csv")).evaluation.all.value > 0.8)
    }

    @Test("the teacher's word can be compared softened, and then makes another version")
    func softened() throws {
        func digests(_ temperature: Double) throws -> [String] {
            var specification = ModelSpecification()
            specification.training.distillationTemperature = temperature
            var lineage = try Lineage(specification)
            defer { lineage.remove() }
            for file in try ExampleFiles.digits().prefix(2) { #expect(try lineage.learn(file).passed) }
            return try #require(lineage.parent).parts.map { "\($0.reference.digest)" }
        }
        #expect(try digests(2) != (try digests(0)))
    }

    @Test("a job whose loss is no longer a number is refused at the step where that happens")
    func diverged() throws {
        var specification = ModelSpecification()
        specification.training.method = .replay
        specification.training.optimizer = .sgd
        specification.training.learningRate = 1
        specification.training.warmUp = 0
        specification.training.clipNorm = 0
        specification.training.inputNoise = 0
        let numbers = (0..<200).map { Double($0 % 17) }
        let table = ExampleTable(
            schema: Schema(columns: [.init(name: "x", kind: .numeric)], label: "label", task: .regression),
            columns: [.numbers(numbers)],
            labels: .numbers(numbers.map { $0 * $0 })
        )
        let lineage = try Lineage(specification)
        defer { lineage.remove() }
        let directory = try lineage.job(RowSet(table: table, batch: SHA256.hash("diverges")))
        let refusal = try #require(throws: Refusal.self) {
            try Trainer(directory, checkpointInterval: .zero).run { _ in }
        }
        #expect(refusal.kind == .invalid)
        #expect(refusal.what.hasPrefix("the loss is no longer a number after step "), "\(refusal)")
        #expect(refusal.fix == "lower training.learning_rate or set training.clip_norm, then requeue the file")
        #expect(!WholeFile.exists(directory.candidate))
    }
}

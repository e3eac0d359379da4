import ContinualLearning
import Domain
import Lineages
import Rows
import Testing

/// The top of the ladder: the learner beats naive fine-tuning where it counts, and the gate tells one from the other. The bounds are the
/// project's own (issue "The daemon end to end", point 1), over all gate rows, as a mean of five seeds; what was measured is in
/// docs/decisions/0005-training-recipe.md.
@Suite("Digits in five files of two classes")
struct DigitsTests {
    @Test(
        "are learned one after another and not forgotten",
        arguments: [(2_000, 0.955, 3.0), (200, 0.925, 8.5)] as [(capacity: Int, accuracy: Double, forgetting: Double)]
    )
    func replay(capacity: Int, accuracy: Double, forgetting: Double) throws {
        let files = try ExampleFiles.digits()
        var scores: [Double] = []
        var forgotten: [Double] = []
        for seed in 0..<5 {
            var lineage = try Lineage(ModelSpecification(memory: .init(capacity: capacity), seed: UInt64(seed)))
            defer { lineage.remove() }
            for file in files { #expect(try lineage.learn(file).passed, "every replay candidate passes the gate") }
            let last = try #require(lineage.judgements.last).evaluation
            #expect(last.byClass.count == 10)
            scores.append(last.all.value)
            forgotten.append(try #require(last.forgetting(newest: Set(files[4].batches.map(\.description)))).points)
        }
        #expect(scores.mean >= accuracy, "\(scores)")
        #expect(forgotten.mean <= forgetting, "\(forgotten)")
    }

    @Test("are forgotten by fine-tuning on new rows alone, with the gate off")
    func naive() throws {
        let files = try ExampleFiles.digits()
        var scores: [Double] = []
        for seed in 0..<5 {
            var specification = ModelSpecification(memory: .init(capacity: 200), gate: .init(enabled: false), seed: UInt64(seed))
            specification.training.method = .finetune
            var lineage = try Lineage(specification)
            defer { lineage.remove() }
            for file in files { try lineage.learn(file) }
            scores.append(try #require(lineage.judgements.last).evaluation.all.value)
        }
        #expect(scores.mean < 0.25, "\(scores)")
    }

    @Test("are held, from the second file on, when they were fine-tuned on alone")
    func naiveIsHeld() throws {
        let files = try ExampleFiles.digits()
        for seed in 0..<5 {
            var specification = ModelSpecification(memory: .init(capacity: 200), seed: UInt64(seed))
            specification.training.method = .finetune
            var lineage = try Lineage(specification)
            defer { lineage.remove() }
            for file in files { try lineage.learn(file) }
            #expect(lineage.judgements.map(\.passed) == [true, false, false, false, false])
            #expect(lineage.judgements[1].reasons[0].contains(" held-out rows of earlier files fell from "))
        }
    }

    @Test("hold a file whose labels are shifted", arguments: 0..<5)
    func shiftedLabels(seed: Int) throws {
        let files = try ExampleFiles.digits()
        var lineage = try Lineage(ModelSpecification(memory: .init(capacity: 200), seed: UInt64(seed)))
        defer { lineage.remove() }
        for file in files { try lineage.learn(file) }
        let before = try #require(lineage.parent).digest
        let shifted = ExampleFiles.relabeled(files[seed]) { String((Int($0)! + 1) % 10) }
        let judgement = try lineage.learn(shifted)
        #expect(!judgement.passed)
        #expect(lineage.parent?.digest == before)
    }
}

@Suite("Iris")
struct IrisTests {
    @Test("is learned from one file")
    func iris() throws {
        let file = try ExampleFiles.rows("iris/iris.csv")
        var scores: [Double] = []
        for seed in 0..<10 {
            var lineage = try Lineage(ModelSpecification(seed: UInt64(seed)))
            defer { lineage.remove() }
            scores.append(try lineage.learn(file).evaluation.all.value)
        }
        #expect(scores.mean >= 0.94, "\(scores)")
    }
}

extension [Double] {
    var mean: Double { reduce(0, +) / Double(count) }
}

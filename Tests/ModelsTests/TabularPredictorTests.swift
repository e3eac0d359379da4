import CAllocations
import Domain
import Models
import Rows
import Tensors
import Testing

@Suite("Prediction of a tabular network")
struct TabularPredictorTests {
    static func trained(_ task: ModelSpecification.Task, _ activation: NetworkSpecification.Activation) throws -> TabularPredictor {
        let training = MixedTraining(task, activation: activation)
        training.run(1...60)
        return try TabularPredictor(training.trainer.version(steps: 60).table)
    }

    @Test(
        "gives a row the same bytes alone and among 1 to 65 rows",
        arguments: TabularTrainerTests.tasks,
        NetworkSpecification.Activation.allCases
    )
    func sameBytes(task: ModelSpecification.Task, activation: NetworkSpecification.Activation) throws {
        let predictor = try Self.trained(task, activation)
        let rows = predictor.layout.encode(MixedRows.table(65, seed: 3, task: task, colors: ["red", "never seen", "blue"]))
        let (columns, width) = (predictor.layout.columns.count, predictor.outputs.width)
        func predict(_ range: Range<Int>) -> [UInt32] {
            let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: predictor.scratchBytes(rows: range.count), alignment: 64)
            defer { scratch.deallocate() }
            // What is left in scratch by whoever used it before must not matter.
            for place in scratch.indices { scratch[place] = 0xff }
            var outputs = [Float](repeating: .nan, count: range.count * width)
            let part = Array(rows[range.lowerBound * columns..<range.upperBound * columns])
            predictor.predict(part, rows: range.count, into: &outputs, scratch: scratch)
            return outputs.map(\.bitPattern)
        }
        let alone = (0..<65).map { predict($0..<$0 + 1) }
        for count in 1...65 { #expect(predict(0..<count) == Array(alone[..<count].joined()), "\(count) rows") }
        #expect(Set(alone).count > 30, "the rows differ, and so do their answers")
    }

    @Test("gives probabilities that sum to one, or a value in the label's unit")
    func outputs() throws {
        let classes = try Self.trained(.classification, .relu).predict(MixedRows.table(40, seed: 4, task: .classification))
        for row in 0..<40 {
            let shares = classes[row * 3..<(row + 1) * 3]
            #expect(shares.allSatisfy { $0 >= 0 } && abs(shares.reduce(0, +) - 1) < 1e-6)
        }
        let values = try Self.trained(.regression, .relu).predict(MixedRows.table(40, seed: 4, task: .regression))
        // Labels go from 20 to 72.
        #expect(values.allSatisfy { $0 > 0 && $0 < 100 } && (values.max() ?? 0) - (values.min() ?? 0) > 20)
    }

    @Test("refuses a version that lacks a tensor or has one of another shape, by its name")
    func refuses() {
        let version = MixedRows.version(MixedRows.table(50, seed: 1, task: .classification))
        var lacking = version
        lacking.tensors.removeAll { $0.name == "layers.1.bias" }
        #expect(throws: Refusal.self) { try TabularPredictor(lacking) }
        var other = version
        other.tensors[0].tensor = Tensor(shape: [1], elements: [0])
        let refusal = #expect(throws: Refusal.self) { try TabularPredictor(other) }
        #expect(refusal?.description.contains("embeddings.0.weight") == true)
    }

    @Test(
        "allocates nothing",
        .enabled(if: learnd_counts_allocations(), "a sanitizer has replaced the allocating functions"),
        arguments: TabularTrainerTests.tasks
    )
    func allocations(task: ModelSpecification.Task) throws {
        let predictor = try Self.trained(task, .gelu)
        let rows = predictor.layout.encode(MixedRows.table(64, seed: 5, task: task))
        let scratch = UnsafeMutableRawBufferPointer.allocate(byteCount: predictor.scratchBytes(rows: 64), alignment: 64)
        defer { scratch.deallocate() }
        var outputs = [Float](repeating: 0, count: 64 * predictor.outputs.width)
        let before = learnd_allocations()
        for count in 1...64 { predictor.predict(rows, rows: count, into: &outputs, scratch: scratch) }
        #expect(learnd_allocations() == before)
    }
}

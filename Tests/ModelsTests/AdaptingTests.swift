import Domain
import Models
import Rows
import Testing

@Suite("A model made ready for new rows")
struct AdaptingTests {
    static func trained(_ task: ModelSpecification.Task) -> TabularVersion {
        let training = MixedTraining(task)
        training.run(1...60)
        return training.trainer.version(steps: 60).table
    }

    // The scaler moves by a third of a deviation here; the first layer's weights are rounded once more for it.
    @Test("answers as before: the scaler moves with the data, the first layer makes up for it", arguments: TabularTrainerTests.tasks)
    func keepsFunction(task: ModelSpecification.Task) throws {
        let before = Self.trained(task)
        let after = try ModelVersion(before).adapted(to: MixedRows.table(300, seed: 6, task: task, shift: 2), seed: 9).table
        #expect(after.document.scaler != before.document.scaler)
        let rows = MixedRows.table(50, seed: 7, task: task)
        let (old, new) = (try TabularPredictor(before), try TabularPredictor(after))
        let (oldAnswers, newAnswers) = (old.predict(rows), new.predict(rows))
        // Those with gaps too, in columns that have a mark.
        #expect(MixedRows.complete(rows).count < 45)
        for row in 0..<50 {
            for output in 0..<old.outputs.width {
                let expected = oldAnswers[row * old.outputs.width + output]
                #expect(abs(newAnswers[row * new.outputs.width + output] - expected) < 2e-6 * max(1, abs(expected)))
            }
        }
    }

    @Test("has a place for a new class, and the old classes keep their shares among themselves")
    func newClass() throws {
        let before = Self.trained(.classification)
        var table = MixedRows.table(100, seed: 8, task: .classification)
        table.labels = .classes([Int32](repeating: 0, count: 100), names: ["a new one"])
        let after = try ModelVersion(before).adapted(to: table, seed: 9).table
        #expect(before.document.heads[0].outputs == .classes(["all", "none", "some"]))
        #expect(after.document.heads[0].outputs == .classes(["all", "none", "some", "a new one"]))
        let rows = MixedRows.table(50, seed: 7, task: .classification)
        let (old, new) = (try TabularPredictor(before).predict(rows), try TabularPredictor(after).predict(rows))
        for row in MixedRows.complete(rows) {
            let left = 1 - new[row * 4 + 3]
            for output in 0..<3 { #expect(abs(new[row * 4 + output] / left - old[row * 3 + output]) < 2e-6) }
        }
    }

    @Test("has a place for a new level, which begins as what an unseen one was")
    func newLevel() throws {
        let before = Self.trained(.classification)
        let known = MixedRows.table(60, seed: 1, task: .classification)
        var table = known
        let (levels, names) = try #require(known.columns[3].categories)
        table.columns[3] = .categories(levels, levels: names.map { $0 == "red" ? "violet" : $0 })
        let after = try ModelVersion(before).adapted(to: table, seed: 9).table
        #expect(after.document.layout.columns[3].levels == ["blue", "green", "red", "violet"])
        func embedding(_ version: TabularVersion, _ row: Int) -> [Float] {
            let elements = version.tensors.first { $0.name == "embeddings.0.weight" }?.tensor.elements ?? []
            return Array(elements[row * 4..<row * 4 + 4])
        }
        #expect(embedding(after, 4) == embedding(before, 0))
        for row in 0...3 { #expect(embedding(after, row) == embedding(before, row)) }
    }

    @Test("has the same places and weights whatever the rows' order")
    func order() {
        let table = MixedRows.table(100, seed: 1, task: .classification)
        let reversed = table.picking((0..<100).reversed())
        let (version, other) = (MixedRows.version(table), MixedRows.version(reversed))
        #expect(version.document.layout.columns[3].levels == ["blue", "green", "red"])
        #expect(other.document.layout == version.document.layout && other.document.heads[0].outputs == version.document.heads[0].outputs)
        #expect(other.bits == version.bits)
    }
}

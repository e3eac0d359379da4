import ContinualLearning
import Domain
import RowSamples
import Rows
import Testing

@Suite("Replay memory")
struct ReplayMemoryTests {
    private func rows(batch: Int, _ task: ModelSpecification.Task = .classification) -> RowSet {
        var random = RandomSource(seed: UInt64(batch))
        return SampleRows.set(task, rows: 60, batch: batch, classes: 3, &random)
    }

    /// Two numbers that tell which row they were put beside.
    private func marked(_ rows: RowSet) -> ReplayMemory {
        let numbers = rows.keys.flatMap { [Float($0.bytes[0]), Float($0.bytes[1])] }
        return ReplayMemory(rows, attachments: ["marks": RowAttachment(width: 2, values: numbers)])
    }

    @Test("what is kept beside a row goes with it; a new row, and one that comes again, has nothing beside it", arguments: [10, 50, 1000])
    func carries(capacity: Int) throws {
        let (known, new) = (rows(batch: 1), rows(batch: 2))
        let again = Set(new.keys)
        let memory = marked(known).taking(new, capacity: capacity, seed: 3)
        #expect(memory.rows.keys == ReplayMemory(known).taking(new, capacity: capacity, seed: 3).rows.keys)
        let marks = try #require(memory.attachments["marks"]?.values)
        #expect(marks.count == 2 * memory.rows.count)
        for (row, key) in memory.rows.keys.enumerated() {
            if again.contains(key) {
                #expect(marks[2 * row].isNaN && marks[2 * row + 1].isNaN)
            } else {
                #expect(Array(marks[2 * row..<2 * row + 2]) == [Float(key.bytes[0]), Float(key.bytes[1])])
            }
        }
        let replayed = marked(known).without(new)
        #expect(replayed.rows.keys.allSatisfy { !again.contains($0) })
        #expect(replayed.attachments["marks"]?.values.contains { $0.isNaN } == false)
    }

    @Test("a version's parts hold it, and say so where they are of other rows")
    func parts() throws {
        let memory = marked(rows(batch: 1)).taking(rows(batch: 2), capacity: 40, seed: 1)
        let read = try ReplayMemory(memory.parts)
        #expect(read.rows.keys == memory.rows.keys)
        // NaN is equal to nothing.
        #expect(read.attachments["marks"]?.values.map(\.bitPattern) == memory.attachments["marks"]?.values.map(\.bitPattern))
        let plain = try ReplayMemory(ReplayMemory(memory.rows).parts)
        #expect(plain.attachments.isEmpty)
        let mixed = ReplayMemory(memory.rows.subset([0, 1])).parts + memory.parts.filter { $0.name == "memory/marks" }
        let error = #expect(throws: Refusal.self) { _ = try ReplayMemory(mixed) }
        #expect(error?.what == "part 'memory/marks' is of [\(memory.rows.count), 2] numbers beside 2 remembered rows")
    }
}

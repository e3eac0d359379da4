import Synchronization
import Testing
import Threads

@Suite("Team")
struct TeamTests {
    /// Counts how often each block was done, and by which lanes.
    private struct Tally: SharedWork {
        let counts: UnsafeMutablePointer<Int>
        let lanes: UnsafeMutablePointer<Int>

        func run(block: Int, lane: Int) {
            // Long enough for the helpers to wake up.
            var sum = 0
            for number in 0..<200_000 { sum = (sum &* 31) ^ number }
            counts[block] += sum == 42 ? 2 : 1
            lanes[block] = lane
        }
    }

    @Test("does every block once, whatever the number of threads", arguments: 1...8)
    func everyBlock(threads: Int) {
        let team = Team(threads: threads)
        #expect(team.threads == threads)
        for blocks in [0, 1, 2, 7, 64] {
            let tally = Tally(counts: .allocate(capacity: 64), lanes: .allocate(capacity: 64))
            tally.counts.initialize(repeating: 0, count: 64)
            tally.lanes.initialize(repeating: -1, count: 64)
            team.run(tally, blocks: blocks)
            for block in 0..<64 { #expect(tally.counts[block] == (block < blocks ? 1 : 0), "block \(block) of \(blocks)") }
            for block in 0..<blocks { #expect((0..<threads).contains(tally.lanes[block])) }
            tally.counts.deallocate()
            tally.lanes.deallocate()
        }
    }

    @Test("goes on for many short runs without losing one")
    func manyRuns() {
        final class Sum: Sendable {
            let total = Atomic<Int>(0)
        }
        struct Adding: SharedWork {
            let sum: Sum
            func run(block: Int, lane: Int) { sum.total.wrappingAdd(block + 1, ordering: .relaxed) }
        }
        let team = Team(threads: 4)
        let sum = Sum()
        for _ in 0..<20_000 { team.run(Adding(sum: sum), blocks: 5) }
        #expect(sum.total.load(ordering: .relaxed) == 20_000 * 15)
    }
}

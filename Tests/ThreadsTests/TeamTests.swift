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

    @Test("works on blocks at once: each of two waits for the other", .timeLimit(.minutes(5)))
    func together() {
        final class Meeting: Sendable {
            let (first, second) = (Semaphore(), Semaphore())
            let lanes = Mutex<Set<Int>>([])
        }
        struct Waiting: SharedWork {
            let meeting: Meeting
            func run(block: Int, lane: Int) {
                (block == 0 ? meeting.first : meeting.second).signal()
                (block == 0 ? meeting.second : meeting.first).wait()
                _ = meeting.lanes.withLock { $0.insert(lane) }
            }
        }
        let meeting = Meeting()
        Team(threads: 2).run(Waiting(meeting: meeting), blocks: 2)
        #expect(meeting.lanes.withLock { $0 } == [0, 1])
    }

    @Test("patience: one long wait is chance; after the second the helpers rest for ever more runs, and good runs are forgiven one by one")
    func patience() {
        var patience = TeamPatience()
        func pause() -> Int {
            var runs = 0
            while !patience.tries() { runs += 1 }
            return runs
        }
        patience.record(worked: 100_000, waited: 2_000_000)
        #expect(pause() == 0)
        patience.record(worked: 100_000, waited: 2_000_000)
        let first = pause()
        patience.record(worked: 100_000, waited: 2_000_000)
        let second = pause()
        #expect(first > 0 && second == 2 * first)
        for _ in 0..<20 {
            patience.record(worked: 100_000, waited: 2_000_000)
            #expect(pause() <= 512)
        }
        // A wait that is short, or shorter than the caller's own work, is none.
        for _ in 0..<20 {
            patience.record(worked: 100_000, waited: 400_000)
            patience.record(worked: 3_000_000, waited: 2_000_000)
        }
        patience.record(worked: 100_000, waited: 2_000_000)
        #expect(pause() == 0)
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

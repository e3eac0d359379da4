import Glibc
import Prediction
import Synchronization
import Testing

@Suite("Prediction threads")
struct PredictionThreadsTests {
    @Test("do all that was taken, then stop taking")
    func finishes() {
        let threads = PredictionThreads(threads: 2, queue: 1_000)
        let done = Counting()
        for _ in 0..<1_000 { #expect(threads.submit { _ in done.count.add(1, ordering: .relaxed) }) }
        threads.stop()
        #expect(done.count.load(ordering: .relaxed) == 1_000)
        #expect(!threads.submit { _ in })
    }

    @Test("turn away what the queue does not hold")
    func bounded() {
        let threads = PredictionThreads(threads: 1, queue: 2)
        let gate = Gate()
        gate.lock.withLock { _ in
            // The one thread waits at the gate: from here on work only queues.
            #expect(threads.submit { _ in gate.pass() })
            while threads.depth > 0 { sched_yield() }
            #expect(threads.submit { _ in })
            #expect(threads.submit { _ in })
            #expect(!threads.submit { _ in })
            #expect(threads.depth == 2)
        }
        threads.stop()
        #expect(threads.depth == 0)
    }

    private final class Gate: Sendable {
        let lock = Mutex(())
        func pass() { lock.withLock { _ in } }
    }

    private final class Counting: Sendable {
        let count = Atomic<Int>(0)
    }
}

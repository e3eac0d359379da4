import Domain
import Glibc
import Models
import Prediction
import Synchronization
import Testing

@Suite("Prediction threads")
struct PredictionThreadsTests {
    @Test("do all that was taken, then stop taking")
    func finishes() {
        let threads = PredictionThreads(threads: 2, queue: 2_000)
        let done = Counting()
        for _ in 0..<1_000 { #expect(threads.submit(of: 1) { _ in done.count.add(1, ordering: .relaxed) }) }
        threads.stop()
        #expect(done.count.load(ordering: .relaxed) == 1_000)
        #expect(!threads.submit(of: 1) { _ in })
    }

    @Test("turn away what the queue does not hold")
    func bounded() {
        let threads = PredictionThreads(threads: 1, queue: 2)
        let gate = Gate()
        gate.lock.withLock { _ in
            // The one thread waits at the gate: from here on work only queues.
            #expect(threads.submit(of: 1) { _ in gate.pass() })
            while threads.depth > 0 { sched_yield() }
            #expect(threads.submit(of: 1) { _ in })
            #expect(threads.submit(of: 2) { _ in })
            #expect(!threads.submit(of: 3) { _ in })
            #expect(threads.depth == 2)
        }
        threads.stop()
        #expect(threads.depth == 0)
    }

    @Test("give clients turns: who asks for much makes another wait for one piece of it, and may have half of the queue")
    func turns() {
        let threads = PredictionThreads(threads: 1, queue: 8)
        let gate = Gate()
        let order = Mutex<[Int]>([])
        gate.lock.withLock { _ in
            #expect(threads.submit(of: 1) { _ in gate.pass() })
            while threads.depth > 0 { sched_yield() }
            for piece in 0..<4 { #expect(threads.submit(of: 1) { _ in order.withLock { $0.append(10 + piece) } }) }
            #expect(!threads.submit(of: 1) { _ in }, "half of the queue is one client's at most")
            for piece in 0..<2 { #expect(threads.submit(of: 2) { _ in order.withLock { $0.append(20 + piece) } }) }
        }
        threads.stop()
        #expect(order.withLock { $0 } == [10, 20, 11, 21, 12, 13])
    }

    @Test("large requests share the threads, one at a time, and answer as one thread alone does")
    func shared() throws {
        let host = ModelHost()
        let model = try ModelName("m")
        host.swap(model, to: VersionNumber(1), predictor: SlowSumPredictor(layout: .numbers("a", "b")))
        let served = try #require(host.serving(model))
        let rows = 10_000
        #expect(served.cost.nanoseconds(rows: rows) > 400_000)
        let threads = PredictionThreads(threads: 3)
        let right = Counting()
        for request in 0..<12 {
            let isTaken = threads.submit(of: 1) { workspace in
                let inputs = workspace.inputs(2 * rows)
                for row in 0..<rows {
                    inputs[2 * row] = Double(row)
                    inputs[2 * row + 1] = Double(request)
                }
                served.predict(rows: rows, in: workspace)
                let isRight = (0..<rows).allSatisfy { workspace.outputs[$0] == Float($0 + request) }
                if isRight { right.count.add(1, ordering: .relaxed) }
            }
            #expect(isTaken)
        }
        threads.stop()
        #expect(right.count.load(ordering: .relaxed) == 12)
        #expect(SlowSumPredictor.threads.withLock(\.count) > 3, "helpers have worked besides the three that took the requests")
    }

    /// `SumPredictor`, a microsecond a row; notes on which threads it ran.
    private struct SlowSumPredictor: Predictor {
        static let threads = Mutex<Set<pthread_t>>([])

        let layout: InputLayout
        let outputs = OutputLayout.value

        func scratchBytes(rows: Int) -> Int { rows * 8 }

        func predict(
            _ inputs: InputRows,
            rows: Int,
            into outputs: UnsafeMutablePointer<Float>,
            scratch: UnsafeMutableRawBufferPointer
        ) {
            _ = Self.threads.withLock { $0.insert(pthread_self()) }
            let end = ContinuousClock.now + .microseconds(rows)
            while ContinuousClock.now < end {}
            SumPredictor(layout: layout, outputs: .value).predict(inputs, rows: rows, into: outputs, scratch: scratch)
        }
    }

    private final class Gate: Sendable {
        let lock = Mutex(())
        func pass() { lock.withLock { _ in } }
    }

    private final class Counting: Sendable {
        let count = Atomic<Int>(0)
    }
}

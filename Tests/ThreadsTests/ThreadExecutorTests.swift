import Glibc
import Threads
import Testing

@Suite("Thread executor")
struct ThreadExecutorTests {
    private actor Worker {
        private let executor = ThreadExecutor(name: "worker")
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
        private var count = 0

        func step() -> (thread: pthread_t, count: Int) {
            count += 1
            return (pthread_self(), count)
        }
    }

    @Test("runs all of an actor's work on one thread, one piece at a time")
    func oneThread() async {
        let worker = Worker()
        let steps = await withTaskGroup { group in
            for _ in 0..<200 { group.addTask { await worker.step() } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(Set(steps.map(\.thread)).count == 1)
        #expect(steps.map(\.count).sorted() == Array(1...200))
    }
}

import Synchronization
import Threads

/// A few threads for predictions that take too long for an event loop, with a bounded queue before them.
///
/// They are ours, not the cooperative pool's: a forward pass of a second there would hold up whatever else awaits.
public final class PredictionThreads: Sendable {
    public typealias Work = @Sendable (RowWorkspace) -> Void

    private struct Queue {
        var waiting: [Work] = []
        /// Where the next one lies in `waiting`; all before it is done.
        var next = 0
        var stopped = false

        var count: Int { waiting.count - next }

        mutating func take() -> Work? {
            guard next < waiting.count else { return nil }
            let work = waiting[next]
            next += 1
            if next == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                next = 0
            }
            return work
        }
    }

    /// What the threads share with their owner: they do not keep it alive.
    private final class Desk: Sendable {
        let queue = Mutex(Queue())
        let wake = Semaphore()
        private let shared: SharedForward

        init(threads: Int) { shared = SharedForward(threads: threads) }

        func work() {
            let workspace = RowWorkspace(shared: shared)
            while true {
                wake.wait()
                let (work, stopped) = queue.withLock { ($0.take(), $0.stopped) }
                if let work {
                    work(workspace)
                    workspace.trim()
                } else if stopped {
                    return
                }
            }
        }
    }

    private let desk: Desk
    private let limit: Int
    private let threads: Mutex<[WorkerThread]>

    /// - Parameters:
    ///   - threads: At least 1.
    ///   - queue: Most requests that wait; further ones are turned away.
    public init(threads count: Int = 1, queue limit: Int = 256) {
        precondition(count >= 1 && limit >= 1, "\(count) threads and a queue of \(limit) answer nothing")
        self.limit = limit
        let desk = Desk(threads: count)
        self.desk = desk
        threads = Mutex((0..<count).map { number in WorkerThread(name: "predict-\(number)") { desk.work() } })
    }

    deinit { stop() }

    /// How many requests wait.
    public var depth: Int { desk.queue.withLock(\.count) }

    /// Has `work` done on one of the threads.
    ///
    /// - Returns: False if the queue is full or stopped: it will not be done.
    public func submit(_ work: @escaping Work) -> Bool {
        let isTaken = desk.queue.withLock { queue in
            guard !queue.stopped, queue.count < limit else { return false }
            queue.waiting.append(work)
            return true
        }
        if isTaken { desk.wake.signal() }
        return isTaken
    }

    /// Finishes what waits and ends the threads. Blocks until then; to be called from none of them.
    public func stop() {
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        desk.queue.withLock { $0.stopped = true }
        for _ in running { desk.wake.signal() }
        for thread in running { thread.join() }
    }
}

import Synchronization
import Threads

/// A few threads for predictions that take too long for an event loop, with a bounded queue before them, in which clients take turns: whoever asks
/// for a thousand things at once makes others wait for one of them.
///
/// They are ours, not the cooperative pool's: a forward pass of a second there would hold up whatever else awaits.
public final class PredictionThreads: Sendable {
    /// A request to be answered, with the memory of the thread that does it.
    public typealias Work = @Sendable (RowWorkspace) -> Void
    /// Whose work it is: a number that the caller has for each.
    public typealias Client = UInt64

    private struct Queue {
        private var work: [Client: Line<Work>] = [:]
        /// Whose turn is when: each client once who has work.
        private var turns = Line<Client>()
        private(set) var count = 0
        var stopped = false

        func count(of client: Client) -> Int { work[client]?.count ?? 0 }

        mutating func add(_ piece: @escaping Work, of client: Client) {
            count += 1
            if work[client] == nil { turns.append(client) }
            work[client, default: Line()].append(piece)
        }

        mutating func take() -> Work? {
            guard let client = turns.take(), let piece = work[client]?.take() else { return nil }
            count -= 1
            if count(of: client) > 0 { turns.append(client) } else { work[client] = nil }
            return piece
        }
    }

    /// First in, first out.
    private struct Line<Element> {
        private var waiting: [Element] = []
        /// Where the next one lies in `waiting`; all before it is done.
        private var next = 0

        var count: Int { waiting.count - next }

        mutating func append(_ element: Element) { waiting.append(element) }

        mutating func take() -> Element? {
            guard next < waiting.count else { return nil }
            let element = waiting[next]
            next += 1
            if next == waiting.count {
                waiting.removeAll(keepingCapacity: true)
                next = 0
            }
            return element
        }
    }

    /// What the threads share with their owner: they do not keep it alive.
    private final class SharedState: Sendable {
        let queue = Mutex(Queue())
        let wake = Semaphore()
        private let shared: SharedForward

        init(shared: SharedForward) { self.shared = shared }

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

    private let state: SharedState
    private let limit: Int
    private let threads: Mutex<[WorkerThread]>

    /// - Parameters:
    ///   - name: Of the threads, as `top -H` shows them.
    ///   - threads: At least 1.
    ///   - queue: Most requests that wait, and twice as many as may wait of one client; further ones are turned away.
    ///   - shared: For what one thread would take long for; nil: a team of as many threads.
    public init(name: String = "predict", threads count: Int = 1, queue limit: Int = 256, shared: SharedForward? = nil) {
        precondition(count >= 1 && limit >= 1, "\(count) threads and a queue of \(limit) answer nothing")
        self.limit = limit
        let state = SharedState(shared: shared ?? SharedForward(threads: count))
        self.state = state
        threads = Mutex((0..<count).map { number in WorkerThread(name: "\(name)-\(number)") { state.work() } })
    }

    deinit { stop() }

    /// How many requests wait.
    public var depth: Int { state.queue.withLock(\.count) }

    /// Has `work` done on one of the threads.
    ///
    /// - Returns: False if the queue is full or stopped: it will not be done.
    public func submit(of client: Client, _ work: @escaping Work) -> Bool {
        let isTaken = state.queue.withLock { queue in
            guard !queue.stopped, queue.count < limit, 2 * queue.count(of: client) < max(2, limit) else { return false }
            queue.add(work, of: client)
            return true
        }
        if isTaken { state.wake.signal() }
        return isTaken
    }

    /// Finishes what waits and ends the threads. Blocks until then; to be called from none of them.
    public func stop() {
        let running = threads.withLock { threads in
            defer { threads = [] }
            return threads
        }
        state.queue.withLock { $0.stopped = true }
        for _ in running { state.wake.signal() }
        for thread in running { thread.join() }
    }
}

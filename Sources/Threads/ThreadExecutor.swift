import Synchronization

/// A thread of one actor's own: for work that blocks or computes for long, which must not stand on Swift's cooperative pool
/// (two actors doing matrix products there stalled an unrelated task for three seconds).
public final class ThreadExecutor: SerialExecutor {
    private struct Queue {
        var jobs: [UnownedJob] = []
        var ended = false
    }

    private let queue = Mutex(Queue())
    private let wake: Semaphore

    /// Starts the thread, which runs until `end`.
    ///
    /// - Parameter name: At most 15 bytes, as `top -H` shows it.
    public init(name: String) {
        wake = Semaphore()
        WorkerThread(name: name) { [self] in work() }.detach()
    }

    /// Queues an actor's job; the thread runs them one by one, in this order.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.withLock { $0.jobs.append(job) }
        wake.signal()
    }

    /// Lets the thread end once its queue is empty. The actor must not be used afterwards.
    public func end() {
        queue.withLock { $0.ended = true }
        wake.signal()
    }

    private func work() {
        while true {
            wake.wait()
            let (jobs, ended) = queue.withLock { queue in
                defer { queue.jobs.removeAll(keepingCapacity: true) }
                return (queue.jobs, queue.ended)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if ended && queue.withLock({ $0.jobs.isEmpty }) { return }
        }
    }
}

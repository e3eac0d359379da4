import Domain
import Registry
import Synchronization

/// The job that runs now and how far it is: written by the learning stage, read by whoever asks for the status.
public final class CurrentJob: Sendable {
    public struct Entry: Hashable, Sendable {
        public var job: JobID
        public var model: ModelName
        public var batches: [BatchID]
        /// Steps done of `steps`; both 0 until the trainer has told.
        public var step = 0
        public var steps = 0
    }

    private let entry = Mutex<Entry?>(nil)

    public init() {}

    public var current: Entry? { entry.withLock { $0 } }

    func begin(_ job: JobInfo) {
        entry.withLock { $0 = Entry(job: job.id, model: job.model, batches: job.batches.map(\.id)) }
    }

    func advance(to step: Int, of steps: Int) {
        entry.withLock { entry in
            entry?.step = step
            entry?.steps = steps
        }
    }

    func end() {
        entry.withLock { $0 = nil }
    }
}

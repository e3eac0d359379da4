import ContinualLearning
import Domain
import Registry
import Synchronization

/// The job that runs now and how far it is: written by the learning stage, read by whoever asks for the status.
public final class CurrentJob: Sendable {
    public struct Entry: Hashable, Sendable {
        public var job: JobID
        public var model: ModelName
        public var batches: [BatchID]
        /// How far its child is; nil before it has reported.
        public var progress: JobProgress?
    }

    private let entry = Mutex<Entry?>(nil)

    public init() {}

    public var current: Entry? { entry.withLock { $0 } }

    func begin(_ job: JobInfo) {
        entry.withLock { $0 = Entry(job: job.id, model: job.model, batches: job.batches.map(\.id)) }
    }

    func advance(to progress: JobProgress) { entry.withLock { $0?.progress = progress } }

    func end() {
        entry.withLock { $0 = nil }
    }
}

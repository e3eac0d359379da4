import ContinualLearning
import Domain
import Registry
import Synchronization

/// The job that runs now and how far it is: written by the learning stage, read by whoever asks for the status.
public final class CurrentJob: Sendable {
    /// A job under way.
    public struct Entry: Hashable, Sendable {
        /// The job's number, over all models.
        public var job: JobID
        /// The model that learns.
        public var model: ModelName
        /// What it is for.
        public var purpose: JobPurpose
        /// In the order in which they are learned; none where it refines.
        public var batches: [BatchID]
        /// How far its child is; nil before it has reported.
        public var progress: JobProgress?
    }

    private let entry = Mutex<Entry?>(nil)

    /// No job runs.
    public init() {}

    /// Nil while no job runs.
    public var current: Entry? { entry.withLock { $0 } }

    func begin(_ job: JobInfo) {
        entry.withLock { $0 = Entry(job: job.id, model: job.model, purpose: job.purpose, batches: job.batches.map(\.id)) }
    }

    func advance(to progress: JobProgress) { entry.withLock { $0?.progress = progress } }

    func end() {
        entry.withLock { $0 = nil }
    }
}

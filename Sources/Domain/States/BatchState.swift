/// Where an accepted file stands.
public enum BatchState: String, Hashable, Sendable, Codable, CaseIterable {
    /// Recorded, in the queue.
    case waiting
    /// Part of the job that runs now.
    case training
    /// In a version that serves or served.
    case learned
    /// The gate refused the candidate that had it; it waits for a person.
    case held
    /// Taken out of the queue: by a rollback, a person, or three failures of its own.
    case setAside = "set_aside"
    /// Not readable under the model's schema; the file and the reason are in `rejected/`.
    case refused
    /// The same bytes, or the same rows in another order, as an earlier batch: nothing to learn.
    case duplicate
}

/// Counts what a child does in a phase and reports it: its beginning at once, the rest ten times a second at most.
///
/// Made for one thread.
final class ProgressReport {
    private let send: (JobProgress) throws -> Void
    private var progress = JobProgress(.load, 0, of: 0)
    private var sent = ContinuousClock.now

    /// - Parameter send: What it throws ends the attempt.
    init(_ send: @escaping (JobProgress) throws -> Void) { self.send = send }

    /// - Parameter total: How much there is to do; may be an estimate.
    func begin(_ phase: JobProgress.Phase, of total: Int) throws {
        progress = JobProgress(phase, 0, of: total)
        try tell()
    }

    func advance(by count: Int) throws {
        progress.done += count
        // An estimate may have been too low.
        progress.of = max(progress.of, progress.done)
        if ContinuousClock.now - sent >= .milliseconds(100) { try tell() }
    }

    /// Reports a phase whose progress somebody else counts.
    func tell(_ progress: JobProgress) throws {
        self.progress = progress
        try tell()
    }

    private func tell() throws {
        sent = .now
        try send(progress)
    }
}

import ContinualLearning

/// What a child does on a job's directory.
public enum ChildWork: String, Hashable, Sendable {
    /// Its files become rows.
    case read
    /// Its rows become a candidate.
    case train
    /// The candidate is compared with the serving version.
    case judge
}

/// What carries out the work of jobs: children of this program, or, in tests, what they have been told to do.
public protocol Children: Sendable {
    /// Carries out one work to its end. Blocks: called on the learning stage's own thread.
    ///
    /// - Parameters:
    ///   - stop: Ends the work early, with `stopped`. Where its reason keeps the work, it has time to write a checkpoint.
    ///   - report: Called on this thread with the progress, as it comes. What reports is not hung.
    func run(
        _ work: ChildWork,
        on directory: JobDirectory,
        _ settings: LearningSettings,
        stop: StopSwitch,
        report: (JobProgress) -> Void
    ) -> ChildEnding
}

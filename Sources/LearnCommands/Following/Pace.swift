import Domain
import LearnAPI

/// How fast a stretch of a job goes, from what was seen of it.
struct Pace {
    private var first: (job: JobID, phase: JobPhaseProgress.Phase, step: Int, at: ContinuousClock.Instant)?

    mutating func note(job: JobID, phase: JobPhaseProgress.Phase, step: Int, at now: ContinuousClock.Instant) {
        // A job that begins anew is another one, and so is its next stretch.
        if let first, first.job == job, first.phase == phase, first.step <= step { return }
        first = (job, phase, step, now)
    }

    /// Nil before two seconds of it were seen.
    func timeLeft(step: Int, of steps: Int, at now: ContinuousClock.Instant) -> Duration? {
        guard let first, step > first.step, now - first.at >= .seconds(2) else { return nil }
        return (now - first.at) / (step - first.step) * max(steps - step, 0)
    }
}

import LearnAPI

/// Jobs in words.
enum JobWords {
    /// `step 900 of 2000`, `preparing row 900 of 2000`, `judging`
    static func phase(_ progress: JobPhaseProgress) -> String {
        switch progress.phase {
        case .read: "reading"
        case .load: "loading"
        case .encode: progress.of > 0 ? "preparing row \(progress.done) of \(progress.of)" : "preparing rows"
        case .train: "step \(progress.done) of \(progress.of)"
        case .write: "writing the candidate"
        case .judge: "judging"
        default: progress.phase.rawValue
        }
    }

    /// `learning 45 %`, `judging`
    static func standing(_ job: JobState) -> String {
        let isRefining = job.purpose == .refine
        let verb = isRefining ? "refining" : "learning"
        guard let progress = job.progress, progress.phase != .train else {
            return job.steps > 0 ? "\(verb) \(100 * job.step / job.steps) %" : verb
        }
        return isRefining ? "refining: \(phase(progress))" : phase(progress)
    }
}

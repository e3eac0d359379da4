import ContinualLearning
import FoundationEssentials

/// The two children of a job.
struct LearningChildren {
    var settings: LearningSettings
    let stop: StopSwitch

    func train(_ directory: JobDirectory, report: (JobProgress) -> Void) -> ChildEnding {
        let words = [
            "train", directory.path, "--checkpoint-interval", "\(settings.checkpointInterval.components.seconds)", "--threads",
            "\(settings.threads)",
        ]
        // Long enough to finish a step and write a checkpoint; much less than systemd gives the daemon.
        return run(words, grace: { stop.isShutdown ? .seconds(10) : nil }, report)
    }

    func judge(_ directory: JobDirectory, report: (JobProgress) -> Void) -> ChildEnding {
        run(["judge", directory.path], grace: { nil }, report)
    }

    func takeStopReason() -> StopSwitch.Reason? { stop.takeReason() }

    func forgetStaleStop() { _ = stop.takeReason() }

    private func run(_ words: [String], grace: () -> Duration?, _ report: (JobProgress) -> Void) -> ChildEnding {
        let limits = ["--nice", "\(settings.nice)", "--memory", "\(settings.memoryBytes)", "--oom-score", "\(settings.oomScore)"]
        return ChildProcess(executable: settings.executable, arguments: words + limits, silenceLimit: settings.hangTimeout)
            .run(stop: stop.descriptor, grace: grace) { line in
                // A line that is no progress is not ours to judge: the exit code decides.
                if let progress = try? JSONDecoder().decode(JobProgress.self, from: Data(line.utf8)) { report(progress) }
            }
    }
}

import ContinualLearning
import FoundationEssentials

/// This same program, started again as `learnd train` and `learnd judge`.
public struct ProcessChildren: Children {
    /// Children of the program that `LearningSettings.executable` names.
    public init() {}

    /// Starts a child and blocks until it has ended, or was stopped.
    public func run(
        _ work: ChildWork,
        on directory: JobDirectory,
        _ settings: LearningSettings,
        stop: StopSwitch,
        report: (JobProgress) -> Void
    ) -> ChildEnding {
        var words = [work.rawValue, directory.path]
        if work == .train {
            words += ["--checkpoint-interval", "\(settings.checkpointInterval.components.seconds)", "--threads", "\(settings.threads)"]
        }
        if work == .train || work == .judge {
            if let bases = settings.basesPath { words += ["--bases", bases] }
            if let cache = settings.cachePath { words += ["--cache", cache, "--cache-bytes", "\(settings.cacheBytes)"] }
        }
        let memory = work == .read ? settings.readingBytes : settings.memoryBytes
        words += ["--nice", "\(settings.nice)", "--memory", "\(memory)", "--oom-score", "\(settings.oomScore)"]
        return ChildProcess(executable: settings.executable, arguments: words, silenceLimit: settings.hangTimeout).run(
            stop: stop.descriptor,
            // Long enough to finish a step and write a checkpoint; much less than systemd gives the daemon.
            grace: { work == .train && stop.keepsWork ? .seconds(10) : nil },
            onLine: { line in
                // A line that is no progress is not ours to judge: the exit code decides.
                if let progress = try? JSONDecoder().decode(JobProgress.self, from: Data(line.utf8)) { report(progress) }
            }
        )
    }
}

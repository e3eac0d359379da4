import ArgumentParser
import ContinualLearning
import Domain
import Glibc

/// `learnd train JOBDIR`: a job directory becomes a candidate. Started by the daemon; reads and writes that directory and nothing else.
struct Train: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Train one job (started by the daemon).", shouldDisplay: false)

    @Argument(help: "The job's directory.")
    var directory: String

    @Option(help: "Seconds between checkpoints.")
    var checkpointInterval = 10

    @OptionGroup var limits: ChildLimits

    func run() throws {
        limits.apply()
        ParentWatch.start()
        try Child.run {
            try Trainer(JobDirectory(path: directory), checkpointInterval: .seconds(checkpointInterval)).run { progress in
                let line = (try? CanonicalJSON.encode(progress)) ?? []
                StandardStream.write(line + [UInt8(ascii: "\n")], to: 1)
            }
        }
    }
}

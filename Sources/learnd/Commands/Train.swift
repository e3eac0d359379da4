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

    @Option(help: "Threads that share a step's work; the result is the same on any number.")
    var threads = 1

    @OptionGroup var texts: TextOptions

    @OptionGroup var limits: ChildLimits

    func run() throws {
        limits.apply()
        StopRequest.listen()
        try Child.runJob { report in
            let trainer = Trainer(
                JobDirectory(path: directory),
                checkpointInterval: .seconds(checkpointInterval),
                threads: threads,
                sources: texts.sources(readsWhole: true),
                isAskedToStop: { StopRequest.isThere }
            )
            try trainer.run(report)
        }
    }
}

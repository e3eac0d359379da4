import ArgumentParser
import ContinualLearning
import Domain
import Pipeline

/// `learnd read JOBDIR`: the job's archived files become its rows. Started by the daemon; writes that directory and the gate's beside it.
struct Read: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Read one job's files (started by the daemon).", shouldDisplay: false)

    @Argument(help: "The job's directory.")
    var directory: String

    @OptionGroup var limits: ChildLimits

    func run() throws {
        limits.apply()
        try Child.runJob { report in try JobReading(JobDirectory(path: directory)).run(report) }
    }
}

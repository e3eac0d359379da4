import ArgumentParser
import ContinualLearning

/// `learnd judge JOBDIR`: the candidate against the serving version on the gate's rows, which lie beside the job. Started by the daemon.
struct Judge: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Judge one candidate (started by the daemon).", shouldDisplay: false)

    @Argument(help: "The job's directory.")
    var directory: String

    @OptionGroup var texts: TextOptions

    @OptionGroup var limits: ChildLimits

    func run() throws {
        limits.apply()
        try Child.runJob { report in try Judging(JobDirectory(path: directory), sources: texts.sources()).run(report) }
    }
}

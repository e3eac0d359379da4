import ArgumentParser
import ContinualLearning
import Domain
import Pipeline
import Synchronization

/// `learnd read JOBDIR`: the job's archived files become its rows. Started by the daemon; writes that directory and the gate's beside it.
struct Read: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Read one job's files (started by the daemon).", shouldDisplay: false)

    @Argument(help: "The job's directory.")
    var directory: String

    @OptionGroup var limits: ChildLimits

    func run() throws {
        limits.apply()
        ParentWatch.start()
        let last = Mutex(JobProgress(.read, 0, of: 0))
        // Within a file its bytes are not counted: that work goes on is told.
        PulseWatch.start { try? Child.report(last.withLock { $0 }) }
        try Child.run {
            try JobReading(JobDirectory(path: directory)).run { progress in
                last.withLock { $0 = progress }
                try Child.report(progress)
            }
        }
    }
}

import ArgumentParser
import ContinualLearning
import Domain
import Files
import Hashing
import Pipeline
import Synchronization

/// Runs a child's work: what goes wrong becomes one line on standard error, which the daemon reports, and an exit code.
enum Child {
    private static let last = Mutex<JobProgress?>(nil)

    /// A job's work, whose progress goes to the daemon line by line.
    ///
    /// - Parameter work: Is given what to report with. Between two reports, as long as rows are worked on, the last one is told again.
    static func runJob(_ work: (_ report: @escaping (JobProgress) throws -> Void) throws -> Void) throws {
        ParentWatch.start()
        PulseWatch.start { last.withLock { $0.map(tell) } }
        try run {
            try work { progress in
                last.withLock { $0 = progress }
                tell(progress)
            }
        }
    }

    static func run(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch is TrainingStopped {
            throw ExitCode(ChildEnding.keptItsWork)
        } catch let fault as DamagedFile {
            StandardStream.write(Array("\(fault)\n".utf8), to: 2)
            throw ExitCode(ChildEnding.damagedFolder)
        } catch {
            let refusal = error as? Refusal ?? Refusal(.failed, what: "\(error)")
            StandardStream.write(Array("\(refusal)\n".utf8), to: 2)
            throw ExitCode(refusal.kind == .invalid ? ChildEnding.certainFailure : 1)
        }
    }

    private static func tell(_ progress: JobProgress) {
        guard let line = try? CanonicalJSON.encode(progress) else { return }
        StandardStream.write(line + [UInt8(ascii: "\n")], to: 1)
    }
}

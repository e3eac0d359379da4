import ArgumentParser
import ContinualLearning
import Domain
import Pipeline

/// Runs a child's work: what goes wrong becomes one line on standard error, which the daemon reports, and an exit code.
enum Child {
    /// Writes a line of progress, for the daemon.
    static func report(_ progress: JobProgress) throws {
        StandardStream.write(try CanonicalJSON.encode(progress) + [UInt8(ascii: "\n")], to: 1)
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
}

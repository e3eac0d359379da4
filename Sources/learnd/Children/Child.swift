import ArgumentParser
import Domain

/// Runs a child's work: a refusal becomes one line on standard error, which the daemon reports, and exit code 1.
enum Child {
    static func run(_ work: () throws -> Void) throws {
        do {
            try work()
        } catch let refusal as Refusal {
            StandardStream.write(Array("\(refusal)\n".utf8), to: 2)
            throw ExitCode(1)
        }
    }
}

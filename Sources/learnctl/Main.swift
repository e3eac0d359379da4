import ArgumentParser
import Glibc
import LearnCommands

/// Runs the command that the line names and ends with the status of the contract, errors as one line on standard error.
@main
enum Main {
    static func main() async {
        // A closed pipe is seen by the writer, which then ends quietly.
        signal(SIGPIPE, SIG_IGN)
        do {
            try FirstWords(CommandLine.arguments.dropFirst()).check()
            var command = try Learnctl.parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let ending as Ending {
            exit(ending.status.rawValue)
        } catch {
            end(with: error)
        }
    }

    private static func end(with error: any Error) -> Never {
        let console = Console.standard(environment: Surroundings.environment)
        let code = Learnctl.exitCode(for: error)
        let isAboutTheLine = code == .success || code == .validationFailure
        if isAboutTheLine {
            let text = Learnctl.fullMessage(for: error)
            if code == .success { console.line(text) } else { console.remark(text) }
            exit(code == .success ? CommandStatus.ok.rawValue : CommandStatus.usage.rawValue)
        }
        console.remark("learnctl: \(String(describing: error).printable)")
        exit(CommandStatus(of: error).rawValue)
    }
}

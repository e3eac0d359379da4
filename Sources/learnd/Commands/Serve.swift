import ArgumentParser
import CLinux
import Composition
import Configuration
import Domain
import Files
import FoundationEssentials
import Glibc
import Logging
import Systemd

/// `learnd serve`: the daemon.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Run the daemon.")

    @Option(help: "Configuration file (default: $LEARND_CONFIG; else, with --state DIR, DIR/learnd.yaml; else /etc/learnd/learnd.yaml).")
    var config: String?

    @Option(help: "Folder for everything: inbox, database, sockets.")
    var state: String?

    @Option(name: .customLong("set"), help: "Override a setting: KEY=VALUE (repeatable).")
    var settings: [String] = []

    func run() async throws {
        learnd_keep_no_large_blocks()
        // Rows of training data are for the daemon's user and group alone, whatever umask it was started with.
        umask(umask(0o077) | 0o007)
        let inherited: InheritedSockets
        do {
            inherited = try InheritedSockets.take()
        } catch {
            throw failure("\(error)")
        }
        // A child or a client that is gone is noticed where it is written to.
        signal(SIGPIPE, SIG_IGN)
        let request = LoadedConfiguration.Request(
            config: config,
            state: state,
            set: settings,
            environment: ProcessInfo.processInfo.environment,
            workingDirectory: FileManager.default.currentDirectoryPath
        )
        do {
            let configuration = try LoadedConfiguration.load(request)
            let threshold = LogThreshold(Logger.Level(rawValue: configuration.settings.log.level.rawValue) ?? .info)
            LogDestination.bootstrap(threshold: threshold)
            let surroundings = Daemon.Surroundings(inherited: inherited, threshold: threshold, logger: Logger(label: "learnd"))
            try await Daemon.make(configuration, request: request, surroundings).run()
        } catch let refusal as Refusal {
            throw failure("\(refusal)")
        }
    }

    /// Settings and state that a person must put right first: systemd does not try again (RestartPreventExitStatus=78).
    private func failure(_ what: String) -> ExitCode {
        StandardStream.write(Array("learnd: \(what)\n".utf8), to: 2)
        return ExitCode(78)
    }
}

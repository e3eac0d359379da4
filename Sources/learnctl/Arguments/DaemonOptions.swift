import ArgumentParser
import LearnClient
import LearnCommands

/// Which daemon, and how it is shown: the options that all verbs have.
struct DaemonOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The daemon's socket, or the folder with its sockets.", valueName: "path"), completion: .file())
    var socket: String?

    @Flag(help: "Print JSON, as documented in docs/api.md, instead of text.")
    var json = false

    @Flag(help: "Do not fit output to the width of the terminal.")
    var noTrunc = false

    var sockets: SocketSelection { SocketSelection.find(option: socket, environment: Surroundings.environment) }

    var console: Console {
        var console = Console.standard(environment: Surroundings.environment)
        console.traits.fits = !noTrunc
        return console
    }

    /// Runs a verb with a client of the daemon.
    ///
    /// - Parameter isInterruptible: The verb leaves something to do where it is ended by a signal.
    func run(isInterruptible: Bool = false, _ verb: (Session) async throws -> Void) async throws {
        let interruption = Interruption()
        if isInterruptible { Signals.end(with: interruption, console) }
        try await DaemonClient.with(sockets: sockets) { client in
            try await verb(Session(client: client, console: console, json: json, interruption: interruption))
        }
    }
}

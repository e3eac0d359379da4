import ArgumentParser
import Domain

/// `learnctl set-aside`
struct SetAside: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "set-aside", abstract: "Take waiting or held files out of the queue.")

    @Argument(help: "The files' batch numbers.")
    var batches: [BatchID]

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.setAside(batches, reason: reason) }
    }
}

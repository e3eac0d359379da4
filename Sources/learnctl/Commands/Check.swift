import ArgumentParser
import Domain
import LearnCommands

/// `learnctl check`
struct Check: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check sockets, releases, inbox, disk and models.",
        discussion: "Exits with 1 if something fails, with 0 if all is well or only warned of."
    )

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await CheckVerb(sockets: daemon.sockets, console: daemon.console, json: daemon.json, release: Release.text).run()
    }
}

import ArgumentParser
import Domain

/// `learnctl promote`
struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve a version that the gate held.",
        discussion: """
            Its files count as learned, even if they were set aside. Files that other versions have learned since its parent are queued again.
            """
    )

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Argument(help: "The version's number.")
    var version: VersionNumber

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.promote(model, version, reason: reason) }
    }
}

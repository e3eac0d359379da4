import ArgumentParser
import Domain
import LearnAPI

/// `learnctl rollback`
struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Roll back to an earlier version and pause the model.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(help: ArgumentHelp("Version to serve (default: the nearest ancestor that served).", valueName: "number"))
    var to: VersionNumber?

    @Flag(help: "Show what would happen without doing it.")
    var dryRun = false

    @Flag(help: "Requeue the files learned after that version (default: set them aside).")
    var requeue = false

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        let request = RollbackRequest(to: to, dryRun: dryRun, requeue: requeue, reason: reason)
        try await daemon.run { try await $0.rollback(model, request) }
    }
}

import ArgumentParser
import Domain
import LearnAPI

/// `learnctl rollback`
struct Rollback: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Goes back to an earlier version and puts the model on hold.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(help: ArgumentHelp("The version; else the nearest ancestor that served.", valueName: "number"))
    var to: VersionNumber?

    @Flag(help: "Tell what would be done, and do nothing.")
    var dryRun = false

    @Flag(help: "Queue what was learned since again, rather than set it aside.")
    var requeue = false

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        let request = RollbackRequest(to: to, dryRun: dryRun, requeue: requeue, reason: reason)
        try await daemon.run { try await $0.rollback(model, request) }
    }
}

import ArgumentParser
import Domain

/// `learnctl hold`
struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Starts no more jobs for a model; files are accepted and wait.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.hold(model, reason: reason) }
    }
}

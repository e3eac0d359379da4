import ArgumentParser
import Domain

/// `learnctl versions`
struct Versions: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the versions of a model with parents and scores.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(help: ArgumentHelp("Only versions before this one.", valueName: "version"))
    var before: VersionNumber?

    @Option(help: ArgumentHelp("How many to list, the newest ones.", valueName: "count"))
    var limit: Int?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.versions(of: model, before: before, limit: limit) }
    }
}

import ArgumentParser
import Domain

/// `learnctl history`
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show which version served when, and who changed it.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(help: ArgumentHelp("Only entries before this one, as the last page names it.", valueName: "entry"))
    var before: Int64?

    @Option(help: ArgumentHelp("How many to list, the newest ones.", valueName: "count"))
    var limit: Int?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.history(of: model, before: before, limit: limit) }
    }
}

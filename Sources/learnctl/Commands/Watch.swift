import ArgumentParser
import Domain

/// `learnctl watch`
struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print events as they happen, one per line.")

    @Option(help: ArgumentHelp("Only events of this model.", valueName: "name"), completion: .models, transform: ModelName.parse)
    var model: ModelName?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.watch(model) }
    }
}

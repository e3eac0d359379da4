import ArgumentParser
import Domain

/// `learnctl watch`
struct Watch: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What happens, line by line as it happens.")

    @Option(help: ArgumentHelp("Only this model's.", valueName: "name"), completion: .models, transform: ModelName.parse)
    var model: ModelName?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.watch(model) }
    }
}

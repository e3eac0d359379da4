import ArgumentParser

/// `learnctl models`
struct ListModels: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "models", abstract: "List models.")

    @Flag(help: .hidden)
    var names = false

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.models(namesOnly: names) }
    }
}

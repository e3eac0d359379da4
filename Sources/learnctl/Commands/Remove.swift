import ArgumentParser
import Domain

/// `learnctl remove`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Removes a model with its versions and its files.",
        discussion:
            "A line in its history stays. Files that nobody has read stay in the inbox; a new model of the name begins at version 1.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @OptionGroup var change: ModelChangeOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.remove(model, reason: change.reason, consent: change.consent) }
    }
}

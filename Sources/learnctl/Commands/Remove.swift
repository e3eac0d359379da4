import ArgumentParser
import Domain

/// `learnctl remove`
struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Remove a model with its versions and files.",
        discussion:
            "'learnctl history' keeps a record of the removal. Unread files stay in the inbox; a new model of this name starts at version 1."
    )

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @OptionGroup var change: ModelChangeOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.remove(model, reason: change.reason, consent: change.consent) }
    }
}

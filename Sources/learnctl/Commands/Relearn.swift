import ArgumentParser
import Domain

/// `learnctl relearn`
struct Relearn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learns a model again from its first file on, under the settings of now.",
        discussion: """
            For a label, task or columns that were misread or set otherwise since. Its versions go; its files are read
            again from the archive in the order they came. Files set aside stay set aside.
            """)

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @OptionGroup var change: ModelChangeOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.relearn(model, reason: change.reason, consent: change.consent) }
    }
}

import ArgumentParser
import Domain

/// `learnctl compare`
struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Learn a model's files again by several methods, and compare what they come to.",
        discussion: """
            Derives the history of the serving version from the archive by each method, on the same files in the same order, and
            tells accuracy, forgetting, time and size. Nothing is changed. It takes as long as learning everything again by
            each method; training jobs take turns with it. 'learnctl relearn MODEL --method X' takes one over.
            """
    )

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(name: .customLong("method"), help: "A method (repeatable; default: replay_ema and analytic).")
    var methods: [String] = []

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.compare(model, methods: methods) }
    }
}

import ArgumentParser
import Domain

/// `learnctl relearn`
struct Relearn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Relearn a model from scratch, from all its files, with the current settings.",
        discussion: """
            Use this when the label, task or columns were misread or have changed, or for another method of learning, which
            --method names: auto, replay_ema, er, analytic or finetune. It stays the model's own until it is relearned
            again, whatever training.method says. Deletes its versions and reads its
            files again from the archive, in the order they came. Files that were set aside stay set aside. The model
            answers nothing until its first file has been learned again.
            """
    )

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(help: "How the model learns from now on (default: as its settings say).")
    var method: String?

    @OptionGroup var change: ModelChangeOptions
    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.relearn(model, method: method, reason: change.reason, consent: change.consent) }
    }
}

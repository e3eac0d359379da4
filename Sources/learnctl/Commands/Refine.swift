import ArgumentParser
import Domain

/// `learnctl refine`
struct Refine: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Fine-tune the pretrained encoder that reads a model's texts.",
        discussion: """
            For a model that reads texts with a pretrained base and learns by the closed form. A job without new files fine-tunes
            the encoder on all rows that were learned (low-rank adapters, unless training.lora or training.freeze say otherwise),
            and learns all rows again with it. Only if that is certainly better on validation rows does it become a version,
            which the gate judges. It begins when no file waits; a file of the model ends it, and its work is dropped. Going back
            restores the encoder that there was.
            """
    )

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.refine(model) }
    }
}

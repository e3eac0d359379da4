import ArgumentParser

/// `learnctl base`
struct BaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "base",
        abstract: "Add, list and remove pretrained text encoders.",
        discussion: """
            A base is a BERT, DistilBERT or RoBERTa encoder in a Hugging Face folder (config.json, model.safetensors, a tokenizer), or a zip or wheel
            with one in it. New models of texts read them with the base that is there.
            """,
        subcommands: [BaseAdd.self, BaseList.self, BaseRemove.self]
    )
}

/// `learnctl base add`
struct BaseAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Check a pretrained encoder and keep it.")

    @Argument(help: "A Hugging Face folder, or a zip or wheel with one in it, that the daemon can read.", completion: .file())
    var path: String

    @Option(help: "Its name; default: the source's.")
    var name: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws { try await daemon.run { try await $0.addBase(path, name: name) } }
}

/// `learnctl base list`
struct BaseList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List pretrained encoders.")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws { try await daemon.run { try await $0.bases() } }
}

/// `learnctl base remove`
struct BaseRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Remove a pretrained encoder that no version needs."
    )

    @Argument(help: "Its name, or the beginning of its digest.")
    var base: String

    @OptionGroup var daemon: DaemonOptions

    func run() async throws { try await daemon.run { try await $0.removeBase(base) } }
}

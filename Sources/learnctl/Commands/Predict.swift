import ArgumentParser
import Domain
import LearnCommands
import Reading

/// `learnctl predict`
struct Predict: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Predict with a model.",
        discussion: """
            Prints one line per row: the label and its probability, or the number. A file may have any format that can be learned,
            with or without the label column.
            Examples:
              learnctl predict iris sepal_length=5.1 sepal_width=3.5 petal_length=1.4 petal_width=0.2
              learnctl predict tickets "my card has not arrived yet"
              learnctl predict iris cases.csv
              learnctl predict iris - < cases.jsonl.gz
              learnctl predict pets --image cat.jpg dog.png
            """
    )

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Argument(
        help: ArgumentHelp(
            "column=value pairs, a text in quotes, a JSON object, a file (CSV, TSV, JSON), or '-' for one on standard input.",
            valueName: "row"
        )
    )
    var row: [String] = []

    @Option(
        name: .customLong("image"),
        parsing: .upToNextOption,
        help: ArgumentHelp("PNG or JPEG files for a model of images; '-' is standard input.", valueName: "file"),
        completion: .file()
    )
    var images: [String] = []

    @Option(help: ArgumentHelp("Version to ask (default: the serving one).", valueName: "number"))
    var version: VersionNumber?

    @Option(help: "Format of the file (default: from its name; for standard input, detected from the content).")
    var format: RowFile.Format?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        let source = try RowSource(words: row, images: images)
        try await daemon.run { session in
            try await session.predict(model, version: version, source: source, format: format, input: Surroundings.standardInput)
        }
    }
}

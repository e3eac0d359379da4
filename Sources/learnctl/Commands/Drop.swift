import ArgumentParser
import Domain
import LearnCommands

/// `learnctl drop`
struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put files into the inbox and follow them until a version has learned them.",
        discussion: """
            Exits with 0 when the serving version has learned all files; 5 when the gate held a file; 1 when a file was refused
            or set aside, or its model is paused. For a file that was dropped before, the code is that of its earlier result.
            """
    )

    @Argument(
        help: "Files (CSV, TSV, JSON Lines, tar, npz), folders with one subfolder per label, or pairs of IDX files.",
        completion: .file()
    )
    var files: [String]

    @Option(
        help: ArgumentHelp("The model that learns them (default: the only one there is).", valueName: "name"),
        completion: .models,
        transform: ModelName.parse
    )
    var model: ModelName?

    @Option(name: .customLong("as"), help: ArgumentHelp("Drop the one file under this name.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("Inbox folder (default: the daemon's).", valueName: "folder"), completion: .directory)
    var inbox: String?

    @Flag(
        help:
            "Create a new model without asking, even if its name resembles an existing model's. (Without a terminal, drop only prints a note.)"
    )
    var yes = false

    @Flag(inversion: .prefixedNo, help: "Wait until the files are learned, held or refused, or return at once.")
    var wait = true

    @Option(help: ArgumentHelp("Stop waiting after this many seconds; the files stay queued.", valueName: "seconds"))
    var timeout: Int?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        let request = DropRequest(
            files: files,
            name: name,
            model: model,
            inbox: inbox,
            isSure: yes,
            waits: wait,
            patience: timeout.map { .seconds($0) }
        )
        try await daemon.run(isInterruptible: true) { try await $0.drop(request) }
    }
}

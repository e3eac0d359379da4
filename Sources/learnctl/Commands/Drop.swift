import ArgumentParser
import Domain
import LearnCommands

/// `learnctl drop`
struct Drop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Puts files into the inbox and follows them to the version that has learned them.",
        discussion: """
            Ends with 0 when a version that has learned them all serves, 5 when the gate held one, 1 when one was
            refused, set aside or waits for a model on hold. A file that was dropped before ends as it did then.
            """)

    @Argument(help: "Files (CSV, TSV, JSON Lines, tar, npz), folders with one folder a label, or pairs of IDX files.", completion: .file())
    var files: [String]

    @Option(
        help: ArgumentHelp("The model that learns them; may be left out where there is only one.", valueName: "name"), completion: .models,
        transform: ModelName.parse)
    var model: ModelName?

    @Option(name: .customLong("as"), help: ArgumentHelp("Drop the one file under this name.", valueName: "name"))
    var name: String?

    @Option(help: ArgumentHelp("The inbox; else the daemon tells.", valueName: "folder"), completion: .directory)
    var inbox: String?

    @Flag(help: "Make a new model without asking, however close its name is to a known one.")
    var yes = false

    @Flag(inversion: .prefixedNo, help: "Follow the files until they are learned, held or refused.")
    var wait = true

    @Option(help: ArgumentHelp("Stop following after so long; the files stay.", valueName: "seconds"))
    var timeout: Int?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        let request = DropRequest(
            files: files, name: name, model: model, inbox: inbox, isSure: yes, waits: wait, patience: timeout.map { .seconds($0) })
        try await daemon.run(isInterruptible: true) { try await $0.drop(request) }
    }
}

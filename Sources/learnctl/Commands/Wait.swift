import ArgumentParser
import Domain
import LearnCommands

/// `learnctl wait`
struct Wait: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Wait until dropped files are learned, held, or refused.",
        discussion: "Exit codes are those of 'learnctl drop': 0 learned, 5 held by the gate, 1 refused, set aside, or the model is paused."
    )

    @Argument(help: "Batch numbers, as 'learnctl batches' lists them.")
    var batches: [BatchID]

    @Option(help: ArgumentHelp("Stop waiting after this many seconds; the files stay queued.", valueName: "seconds"))
    var timeout: Int?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run(isInterruptible: true) { try await $0.wait(batches, patience: timeout.map { .seconds($0) }) }
    }
}

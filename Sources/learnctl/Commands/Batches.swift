import ArgumentParser
import Domain

/// `learnctl batches`
struct Batches: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List files that were dropped, newest first.")

    @Option(help: ArgumentHelp("Only files of this model.", valueName: "name"), completion: .models, transform: ModelName.parse)
    var model: ModelName?

    @Option(help: "Only files in this state.")
    var state: BatchState?

    @Option(help: ArgumentHelp("Only files older than this one.", valueName: "batch"))
    var before: BatchID?

    @Option(help: ArgumentHelp("How many to list.", valueName: "count"))
    var limit: Int?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.batches(of: model, state: state, before: before, limit: limit) }
    }
}

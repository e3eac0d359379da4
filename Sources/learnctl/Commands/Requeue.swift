import ArgumentParser
import Domain

/// `learnctl requeue`
struct Requeue: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Requeue files that are held or set aside, to be learned with the next job.")

    @Argument(help: "The files' batch numbers.")
    var batches: [BatchID]

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.requeue(batches) }
    }
}

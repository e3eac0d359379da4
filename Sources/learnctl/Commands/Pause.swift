import ArgumentParser
import Domain

/// `learnctl pause`
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Pause a model: files are accepted and wait, no job is started.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.pause(model, reason: reason) }
    }
}

/// `learnctl hold`, the former name.
struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The former name of 'pause'.", shouldDisplay: false)

    @Argument(help: "The model's name.", transform: ModelName.parse)
    var model: ModelName

    @Option(help: ArgumentHelp("Why, for the log.", valueName: "text"))
    var reason: String?

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        daemon.console.remark("note: 'hold' is called 'pause' now; the former name goes with the next release")
        try await daemon.run { try await $0.pause(model, reason: reason) }
    }
}

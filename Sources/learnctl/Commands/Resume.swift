import ArgumentParser
import Domain

/// `learnctl resume`
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Resume a paused model.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.resume(model) }
    }
}

/// `learnctl unhold`, the former name.
struct Unhold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The former name of 'resume'.", shouldDisplay: false)

    @Argument(help: "The model's name.", transform: ModelName.parse)
    var model: ModelName

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        daemon.console.remark("note: 'unhold' is called 'resume' now; the former name goes with the next release")
        try await daemon.run { try await $0.resume(model) }
    }
}

import ArgumentParser
import Domain

/// `learnctl unhold`
struct Unhold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lets a model learn again.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.unhold(model) }
    }
}

import ArgumentParser
import Domain

/// `learnctl show`
struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show a model, or one of its versions with its report.")

    @Argument(help: "The model's name.", completion: .models, transform: ModelName.parse)
    var model: ModelName

    @Argument(help: "The version's number.")
    var version: VersionNumber?

    @Flag(help: "Accuracy of every version on every file.")
    var matrix = false

    func validate() throws {
        if matrix && version != nil { throw ValidationError("--matrix shows all versions; leave the number out") }
    }

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { matrix ? try await $0.matrix(of: model) : try await $0.show(model, version: version) }
    }
}

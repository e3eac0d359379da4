import ArgumentParser
import Domain
import LearnCommands

/// `learnctl verify`
struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Derive versions again from their files and compare them, byte for byte.",
        discussion: """
            A version is a function of its parent, its files, and its settings: trained again with the same recipe on the same kind of CPU, it
            has the same digest. Files and stored parts are compared with their SHA-256 first. Training jobs take turns with it.
            Exits with 1 if a version is different or damaged.
            """
    )

    @Argument(help: "The model's name; all models if omitted, together with --all.", completion: .models, transform: ModelName.parse)
    var model: ModelName?

    @Argument(help: "The version; the serving one if omitted.")
    var version: VersionNumber?

    @Flag(help: "All versions, oldest first.")
    var all = false

    @OptionGroup var daemon: DaemonOptions

    func validate() throws {
        if all, version != nil { throw ValidationError("--all verifies all versions; name a version or give --all, not both") }
        if !all, model == nil { throw ValidationError("name a model, or give --all") }
    }

    func run() async throws {
        let which = all ? Session.VerifiedVersions.all : version.map { .one($0) } ?? .serving
        try await daemon.run { try await $0.verify(model, which) }
    }
}

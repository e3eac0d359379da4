import ArgumentParser
import Domain

@main
struct Learnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "learnd",
        abstract: "A daemon that keeps learning from the files dropped into its inbox.",
        version: Release.text,
        subcommands: [Serve.self, Inspect.self, Read.self, Train.self, Judge.self, AddBase.self],
        defaultSubcommand: nil
    )
}

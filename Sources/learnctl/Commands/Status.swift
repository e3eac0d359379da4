import ArgumentParser

/// `learnctl status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "What the daemon is doing and how its models stand.")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.status() }
    }
}

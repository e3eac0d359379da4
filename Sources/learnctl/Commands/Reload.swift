import ArgumentParser

/// `learnctl reload`
struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Reload the daemon's configuration.")

    @OptionGroup var daemon: DaemonOptions

    func run() async throws {
        try await daemon.run { try await $0.reload() }
    }
}

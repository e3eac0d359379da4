import ArgumentParser

/// The command that people use.
struct Learnctl: AsyncParsableCommand {
    // Not with `version:`, which every verb would list beside options of its own: `FirstWords` knows `learnctl --version`.
    static let configuration = CommandConfiguration(
        commandName: "learnctl",
        abstract: "Asks and commands learnd, the daemon that keeps learning.",
        discussion: """
            The daemon is found by --socket, else LEARND_SOCKET, else LEARND_STATE, else state/run here, else /run/learnd.
            --socket and --json may stand before the verb or after it. 'learnctl --version' prints the release.
            Exit codes: 0 ok, 1 failed, 2 usage, 3 no daemon, 4 not allowed, 5 refused by the gate.
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Looking",
                subcommands: [Status.self, Models.self, Batches.self, Versions.self, Show.self, History.self, Watch.self, Check.self]
            ),
            CommandGroup(name: "Using", subcommands: [Drop.self, Wait.self, Predict.self]),
            CommandGroup(
                name: "Changing",
                subcommands: [
                    Rollback.self, Promote.self, Hold.self, Unhold.self, Requeue.self, SetAside.self, Relearn.self, Remove.self,
                    Reload.self,
                ]),
        ])

    // Read here wherever in the line they stand; the verbs' groups of the same type get what was read.
    @OptionGroup var daemon: DaemonOptions
}

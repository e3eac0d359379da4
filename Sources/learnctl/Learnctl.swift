import ArgumentParser

/// The command that people use.
struct Learnctl: AsyncParsableCommand {
    // Not with `version:`, which every verb would list beside options of its own: `FirstWords` knows `learnctl --version`.
    static let configuration = CommandConfiguration(
        commandName: "learnctl",
        abstract: "Query and control learnd, the continual-learning daemon.",
        discussion: """
            Finds the daemon by --socket, LEARND_SOCKET, LEARND_STATE, ./state/run or /run/learnd, in this order.
            --socket, --json and --no-trunc may precede or follow the command. 'learnctl --version' prints the release.
            Exit codes: 0 ok, 1 failed, 2 usage, 3 no daemon, 4 not allowed,
            5 held by the gate (the new version did worse).
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Inspect",
                subcommands: [
                    Status.self, ListModels.self, Batches.self, Versions.self, Show.self, History.self, Watch.self, Check.self, Verify.self,
                    Compare.self,
                ]
            ),
            CommandGroup(name: "Use", subcommands: [Drop.self, Wait.self, Predict.self]),
            CommandGroup(
                name: "Manage",
                subcommands: [
                    Rollback.self, Promote.self, Pause.self, Resume.self, Requeue.self, SetAside.self, Relearn.self, Refine.self,
                    Remove.self,
                    BaseCommand.self, Reload.self, Hold.self, Unhold.self,
                ]
            ),
        ]
    )

    // Read here wherever in the line they stand; the verbs' groups of the same type get what was read.
    @OptionGroup var daemon: DaemonOptions
}

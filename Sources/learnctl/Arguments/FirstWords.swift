import ArgumentParser
import Domain
import LearnCommands

/// The command line up to its verb: `--version`, which no verb inherits, and a verb that is not one.
struct FirstWords {
    private let words: [String]

    /// - Parameter arguments: Without the program's name.
    init(_ arguments: some Collection<String>) {
        var rest = Array(arguments)[...]
        while let word = rest.first, Self.isDaemonOption(word) {
            rest.removeFirst(word == "--socket" ? min(2, rest.count) : 1)
        }
        words = Array(rest)
    }

    /// The options that may stand before a verb (`DaemonOptions`).
    private static func isDaemonOption(_ word: String) -> Bool {
        word == "--json" || word == "--no-trunc" || word == "--socket" || word.hasPrefix("--socket=")
    }

    /// - Throws: What ends the command: the release, or which verb was probably meant.
    func check() throws {
        guard let first = words.first else { return }
        if first == "--version" { throw CleanExit.message(Release.text) }
        let verb = first == "help" ? words.dropFirst().first : first
        let verbs = Learnctl.configuration.subcommands.map { $0._commandName }
        guard let verb, !verb.hasPrefix("-"), !verb.isEmpty, verb != "help", !verbs.contains(verb) else { return }
        let meant = EditDistance.slip(of: verb, among: verbs + ["help"]).map { "did you mean '\($0)'?" } ?? "'learnctl help' lists them"
        throw UsageError("unknown subcommand '\(verb)'; \(meant)")
    }
}

import FoundationEssentials
import LearnClient

/// What a verb works with: the daemon, the place to write to, and whether a person or a program reads it.
public struct Session: Sendable {
    /// The daemon: closed by whoever made the session.
    public let client: DaemonClient
    /// Where results and remarks go.
    public let console: Console
    /// Print the API's JSON instead of text.
    public let json: Bool
    /// What is left to do where the command is ended from outside.
    public let interruption: Interruption

    /// - Parameter interruption: Shared with whoever catches signals.
    public init(client: DaemonClient, console: Console, json: Bool, interruption: Interruption = Interruption()) {
        self.client = client
        self.console = console
        self.json = json
        self.interruption = interruption
    }

    /// `answer` as JSON, or the lines made of it, which fit the terminal where there is one.
    func show<Answer: Encodable>(_ answer: Answer, _ lines: (Answer, Int?) -> [String]) throws {
        try show(answer) { lines($0, console.traits.fitting) }
    }

    /// `answer` as JSON, or the lines made of it.
    func show<Answer: Encodable>(_ answer: Answer, _ lines: (Answer) -> [String]) throws {
        console.lines(json ? [try JSONForm.text(answer, console)] : lines(answer))
    }
}

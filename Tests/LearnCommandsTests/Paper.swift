import LearnClient
import LearnCommands
import Synchronization

/// A console that keeps what is written to it.
final class Paper: Sendable {
    private let written = Mutex((out: "", error: ""))

    var out: String { written.withLock { $0.out } }
    var error: String { written.withLock { $0.error } }

    func console(_ traits: Console.Traits = Console.Traits()) -> Console {
        Console(
            traits: traits,
            out: { text in self.written.withLock { $0.out += text } },
            error: { text in self.written.withLock { $0.error += text } }
        )
    }
}

/// Runs a verb against the sockets of a folder.
///
/// - Returns: What it wrote, and the status that learnctl would end with.
func run(
    _ folder: String,
    json: Bool = false,
    traits: Console.Traits = Console.Traits(),
    _ verb: (Session) async throws -> Void
) async -> (paper: Paper, status: CommandStatus) {
    let paper = Paper()
    do {
        try await DaemonClient.with(sockets: SocketSelection(folder: folder), timeout: .seconds(20)) { client in
            try await verb(Session(client: client, console: paper.console(traits), json: json))
        }
        return (paper, .ok)
    } catch {
        if !(error is Ending) { paper.console().remark("\(error)") }
        return (paper, CommandStatus(of: error))
    }
}

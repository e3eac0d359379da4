import Domain
import FakeDaemon
import FoundationEssentials
import Glibc
import LearnClient
import LearnCommands
import Synchronization
import Testing

@Suite("Dropping for a new model")
struct NewModelTests {
    private struct Outcome {
        var paper: Paper
        var status: CommandStatus
        var inbox: [String]
        var hasAsked: Bool
    }

    /// Remembers that somebody was asked.
    private final class Person: Sendable {
        private let text: String
        private let asked = Mutex(false)

        init(says text: String) { self.text = text }

        var wasAsked: Bool { asked.withLock { $0 } }

        func answer() -> String {
            asked.withLock { $0 = true }
            return text
        }
    }

    /// Drops a file for `model` where the daemon knows `tickets` and `iris`.
    ///
    /// - Parameter answer: What a person at the terminal types; nil: there is no terminal.
    private static func drop(_ model: String, answer: String? = nil, isSure: Bool = false, file: String = "day1.csv") async throws
        -> Outcome
    {
        let models = #"{"models":[\#(Bodies.summary(name: "tickets")),\#(Bodies.summary(name: "iris"))]}"#
        return try await FakeDaemon.run(answer: { _ in .json(200, models) }) { daemon in
            let folder = daemon.folder
            for name in ["/inbox", "/empty", "/empty/cats"] { mkdir(folder + name, 0o755) }
            try Data("a,y\n1,x\n".utf8).write(to: URL(filePath: folder + "/day1.csv"))
            let paper = Paper()
            let person = Person(says: answer ?? "")
            let console = Console(
                traits: Console.Traits(asks: answer != nil),
                out: { paper.console().line($0) },
                error: { paper.console().remark($0) },
                answer: { person.answer() }
            )
            var status = CommandStatus.ok
            do {
                try await DaemonClient.with(sockets: SocketSelection(folder: folder), timeout: .seconds(20)) { client in
                    try await Session(client: client, console: console, json: false).drop(
                        DropRequest(
                            files: [folder + "/" + file],
                            model: ModelName(model),
                            inbox: folder + "/inbox",
                            isSure: isSure,
                            waits: false
                        )
                    )
                }
            } catch {
                paper.console().remark("\(error)")
                status = CommandStatus(of: error)
            }
            let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/inbox")
            return Outcome(paper: paper, status: status, inbox: names, hasAsked: person.wasAsked)
        }
    }

    @Test("asks whether a known one was meant, before anything is copied", arguments: ["", "n", "no", "what", "tickets"])
    func no(answer: String) async throws {
        let outcome = try await Self.drop("tikets", answer: answer)
        #expect(outcome.hasAsked && outcome.status == .failed && outcome.inbox.isEmpty)
        #expect(outcome.paper.error.hasPrefix("there is no model 'tikets' yet; did you mean 'tickets'? create a new model? [y/N] "))
        #expect(outcome.paper.error.contains("nothing was dropped: no model was created; use --model tickets, or --yes"))
    }

    @Test("goes on when it is meant", arguments: ["y", "Yes", " y "])
    func yes(answer: String) async throws {
        let outcome = try await Self.drop("tikets", answer: answer)
        #expect(outcome.hasAsked && outcome.status == .ok && outcome.inbox == ["tikets"])
    }

    @Test("writes a note and goes on where nobody can be asked", arguments: ["tikets", "Tickets", "tick-ets", "irs"])
    func note(model: String) async throws {
        let outcome = try await Self.drop(model)
        #expect(outcome.status == .ok && outcome.inbox == [model])
        let meant = model == "irs" ? "iris" : "tickets"
        #expect(outcome.paper.error.hasPrefix("note: there is no model '\(model)' yet; did you mean '\(meant)'?"))
    }

    @Test("asks nothing of a known name, of one like no other, or with --yes", arguments: ["tickets", "iris", "flowers", "tikets"])
    func silent(model: String) async throws {
        let outcome = try await Self.drop(model, answer: "n", isSure: model == "tikets")
        #expect(!outcome.hasAsked && outcome.status == .ok && outcome.paper.error.isEmpty)
    }

    @Test("makes no folder where there is nothing to put into it", arguments: ["nowhere.csv", "empty"])
    func nothing(file: String) async throws {
        let outcome = try await Self.drop("flowers", file: file)
        #expect(outcome.status == .failed && outcome.inbox.isEmpty)
    }
}

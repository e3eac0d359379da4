import FakeDaemon
import Glibc
import LearnClient
import LearnCommands
import Testing

@Suite("Check")
struct CheckTests {
    @Test("is content where all is well")
    func well() async throws {
        let inbox = try Self.emptyFolder()
        defer { rmdir(inbox) }
        let (paper, status) = try await Self.check(Bodies.status(models: Bodies.summary(), inbox: inbox))
        #expect(status == .ok)
        #expect(
            paper.out.split(separator: "\n").dropFirst() == [
                "ok    release       learnctl and learnd are both 0.1.0", "ok    inbox         \(inbox) is writable",
                "ok    disk          46.6 GiB free (no file is accepted when less than 953.7 MiB is free)",
                "ok    model iris    version 2 serves",
            ]
        )
    }

    @Test(
        "names what is doubtful and what fails, and fails only for the latter",
        arguments: [
            (
                Bodies.status(models: Bodies.summary(paused: "rolled back"), inbox: "/tmp"), CommandStatus.ok,
                "ok    model iris    version 2 serves; paused (rolled back); to continue, run 'learnctl resume iris'"
            ),
            (
                Bodies.status(models: Bodies.summary(), inbox: "/tmp").dropLast()
                    + #","waiting_files":["/tmp/iris/a-images-idx3-ubyte: these IDX images wait for their labels"]}"#, .ok,
                "warn  inbox         /tmp/iris/a-images-idx3-ubyte: these IDX images wait for their labels"
            ),
            (
                Bodies.status(models: Bodies.summary(batches: #"{"held":2}"#), inbox: "/tmp"), .ok,
                "warn  model iris    2 files held by the gate"
            ),
            (
                Bodies.status(models: Bodies.summary(batches: #"{"set_aside":1}"#), inbox: "/tmp"), .ok,
                "ok    model iris    version 2 serves; 1 file set aside"
            ),
            (
                Bodies.status(models: Bodies.summary(batches: #"{"set_aside":3}"#).dropLast() + #","failed":2}"#, inbox: "/tmp"), .ok,
                "warn  model iris    2 files could not be learned; see 'learnctl batches --model iris --state set_aside'"
            ),
            (
                Bodies.status(
                    models: Bodies.summary(paused: "fell back to version 1").replacing(#""user":"root""#, with: #""user":"learnd""#),
                    inbox: "/tmp"
                ),
                .ok, "warn  model iris    paused (fell back to version 1)"
            ),
            (
                Bodies.status(models: "", inbox: "/nowhere"), .ok,
                "warn  inbox         you cannot write to /nowhere: No such file or directory"
            ),
            (Bodies.status(models: "", inbox: "/tmp", freeBytes: 1_500_000_000), .ok, "warn  disk          1.4 GiB free"),
            (Bodies.status(models: "", inbox: "/tmp", freeBytes: 5), .failed, "fail  disk          5 B free"),
            (Bodies.status(models: "", inbox: "/tmp", stopped: "no space"), .failed, "fail  inbox         no file is accepted: no space"),
            (
                Bodies.status(models: "", inbox: "/tmp").replacing("0.1.0", with: "0.2.0"), .ok,
                "warn  release       learnctl is 0.1.0 and learnd 0.2.0"
            ),
        ]
    )
    func findings(body: String, expected: CommandStatus, line: String) async throws {
        let (paper, status) = try await Self.check(body)
        #expect(status == expected)
        #expect(paper.out.contains(line), "\(paper.out)")
    }

    @Test("ends with 'no daemon' where no socket answers")
    func noDaemon() async {
        let paper = Paper()
        let verb = CheckVerb(sockets: SocketSelection(folder: "/nowhere"), console: paper.console(), json: false, release: "0.1.0")
        await #expect(throws: Ending(.noDaemon)) { try await verb.run() }
        #expect(paper.out.split(separator: "\n").count == 2)
    }

    @Test("stands below its subject on a narrow terminal, no line too long")
    func narrow() async throws {
        let body = Bodies.status(models: Bodies.summary(paused: "rolled back"), inbox: "/tmp")
        let (paper, _) = try await Self.check(body, Console.Traits(isTerminal: true, width: 40))
        #expect(
            paper.out.contains(
                "ok    model iris\n      version 2 serves; paused (rolled\n      back); to continue, run 'learnctl\n      resume iris'\n"
            ),
            "\(paper.out)"
        )
    }

    private static func emptyFolder() throws -> String {
        var template = Array("/tmp/learnctl-check-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        return String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func check(_ body: String, _ traits: Console.Traits = Console.Traits()) async throws -> (
        paper: Paper, status: CommandStatus
    ) {
        try await FakeDaemon.run(answer: { _ in .json(200, body) }) { daemon in
            let paper = Paper()
            let sockets = SocketSelection(candidates: [.init(path: daemon.socket, role: .admin)])
            let verb = CheckVerb(sockets: sockets, console: paper.console(traits), json: false, release: "0.1.0")
            do {
                try await verb.run()
                return (paper, .ok)
            } catch {
                return (paper, CommandStatus(of: error))
            }
        }
    }
}

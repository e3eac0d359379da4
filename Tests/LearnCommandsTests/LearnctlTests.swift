import FakeDaemon
import FoundationEssentials
import Glibc
import LearnCommands
import Testing

@Suite("learnctl as a program")
struct LearnctlTests {
    private static let setpriv = "/usr/bin/setpriv"

    @Test(
        "ends with 2 for a line that makes no sense, saying why on standard error",
        arguments: [
            (["fly"], "unknown subcommand 'fly'; 'learnctl help' lists them"),
            (["stauts"], "unknown subcommand 'stauts'; did you mean 'status'?"),
            (["--json", "--socket", "s", "Predict"], "did you mean 'predict'?"), (["help", "set_aside"], "did you mean 'set-aside'?"),
            (["predict", "m", "--version"], "Missing value for '--version <number>'"),
            (["status", "--version"], "Unknown option '--version'"),
            (["versions"], "Missing expected argument '<model>'"),
            (["versions", ".x"], "'.x' is not a model's name; use 1 to 64 of"),
            (["show", "m", "3", "--matrix"], "--matrix shows all versions"),
            (["batches", "--state", "lost"], "lost"), (["rollback", "m", "--to", "two"], "two"),
            (["predict", "m", "=nonsense"], "is not column=value"),
            (["relearn", "m", "--socket", "/nowhere/x.sock"], "there is no terminal to confirm on, so pass --yes"),
            (["remove", "m", "--socket", "/nowhere/x.sock"], "there is no terminal to confirm on, so pass --yes"),
        ]
    )
    func usage(arguments: [String], message: String) throws {
        let ending = try Self.run(arguments)
        #expect(ending.status == 2)
        #expect(ending.out.isEmpty)
        #expect(ending.error.contains(message), "\(ending.error)")
    }

    @Test(
        "ends with 0 for help and version, on standard output",
        arguments: [
            (["--help"], "SUBCOMMANDS"), (["help", "drop"], "USAGE: learnctl drop"), (["--version"], "0.1.0"),
            (["--json", "--version"], "0.1.0"), (["--socket", "s", "help", "drop"], "USAGE: learnctl drop"),
            (["--help"], "--socket <path>"),
            (["--generate-completion-script", "bash"], "_learnctl"),
        ]
    )
    func help(arguments: [String], text: String) throws {
        let ending = try Self.run(arguments)
        #expect(ending.status == 0)
        #expect(ending.out.contains(text))
        #expect(ending.error.isEmpty)
    }

    @Test("ends with 3 and one line where no daemon is")
    func noDaemon() throws {
        let ending = try Self.run(["status"], environment: ["LEARND_SOCKET": "/nowhere/x.sock"])
        #expect(ending.status == 3)
        #expect(ending.out.isEmpty)
        #expect(ending.error.hasPrefix("learnctl: no daemon answers at '/nowhere/x.sock' (No such file or directory); start it"))
        #expect(ending.error.split(separator: "\n").count == 1)
    }

    @Test(
        "ends with 4 and who may where the socket may not be opened",
        .enabled(if: getuid() != 0 || access(setpriv, X_OK) == 0)
    )
    func notAllowed() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, "{}") }) { daemon in
            // Root may open anything, so there it is tried as nobody.
            chmod(daemon.folder, 0o755)
            chmod(daemon.socket, 0)
            let program = daemon.folder + "/learnctl"
            // By a process that has ended: a file that is open for writing anywhere, also in a child of another test, cannot be run.
            let copied = try LearnctlProcess.run([program], in: daemon.folder, prefix: ["/bin/cp"])
            #expect(copied.status == 0, "\(copied.error)")
            chmod(program, 0o755)
            let prefix = getuid() == 0 ? [Self.setpriv, "--reuid=65534", "--regid=65534", "--clear-groups"] : []
            let ending = try LearnctlProcess.run(
                ["status", "--socket", daemon.folder],
                in: daemon.folder,
                prefix: prefix,
                program: program
            )
            #expect(ending.status == 4)
            #expect(ending.error.hasPrefix("learnctl: not allowed to use '\(daemon.socket)'; "))
            // The test's own file: its group is that of the user who runs the tests.
            #expect(ending.error.contains("run this as the user '") || ending.error.contains("ask to be added to the group '"))
        }
    }

    @Test(
        "ends with 5 for what the gate refused, and 1 for other refusals",
        arguments: [("refused_by_gate", 422, 5), ("conflict", 409, 1)]
    )
    func refused(kind: String, code: Int, status: Int) async throws {
        try await FakeDaemon.run(answer: { _ in .json(code, Bodies.refusal(kind, "version 3 loses 9 points", at: "iris")) }) { daemon in
            let ending = try LearnctlProcess.run(["promote", "iris", "3", "--socket", daemon.socket], in: daemon.folder)
            #expect(ending.status == Int32(status))
            #expect(ending.error == "learnctl: iris: version 3 loses 9 points\n")
        }
    }

    @Test("no verb lists the release's option beside its own", arguments: ["predict", "status", "drop"])
    func versionOption(verb: String) throws {
        let help = try Self.run(["help", verb]).out
        #expect(!help.contains("Show the version"))
        #expect(help.components(separatedBy: "--version").count - 1 == (verb == "predict" ? 2 : 0), "\(help)")
    }

    @Test(
        "--socket and --json stand before the verb or after it",
        arguments: [
            ["--socket", "S", "--json", "models"], ["--json", "--socket=S", "models"], ["models", "--socket", "S", "--json"],
            ["--json", "models", "--socket", "S"], ["--socket", "/nowhere", "models", "--json", "--socket", "S"],
        ]
    )
    func optionsFirst(words: [String]) async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, #"{"models":[\#(Bodies.summary())]}"#) }) { daemon in
            let ending = try LearnctlProcess.run(words.map { $0.replacing("S", with: daemon.socket) }, in: daemon.folder)
            #expect(ending.status == 0, "\(ending.error)")
            #expect(ending.out.hasPrefix("{") && ending.out.contains(#""name":"iris""#))
        }
    }

    @Test("writes no colors and no progress where nobody looks")
    func plain() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, Bodies.status(models: Bodies.summary(), inbox: "/tmp")) }) { daemon in
            let ending = try LearnctlProcess.run(["check", "--socket", daemon.socket], in: daemon.folder)
            #expect(ending.status == 0)
            #expect(ending.out.contains("ok    disk"))
            #expect(!ending.out.contains("\u{1B}") && !ending.error.contains("\u{1B}"))
        }
    }

    private static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> LearnctlProcess.Ending {
        let folder = FakeDaemon.newFolder()
        defer { FakeDaemon.remove(folder) }
        return try LearnctlProcess.run(arguments, in: folder, environment: environment)
    }
}

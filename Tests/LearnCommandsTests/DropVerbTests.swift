import Domain
import FakeDaemon
import FoundationEssentials
import Glibc
import Hashing
import LearnAPI
import LearnCommands
import Synchronization
import Testing

@Suite("Dropping")
struct DropVerbTests {
    /// A daemon that takes a dropped file through the states given, one for each time it is asked.
    fileprivate final class Road: Sendable {
        let states: [String]
        let digest: String
        /// Those of batch 4, which a duplicate repeats.
        let original: [String]
        let warnings: [String]
        private let asked = Mutex(0)
        private let askedOfOriginal = Mutex(0)

        init(_ states: [String], text: String, original: [String], warnings: [String]) {
            self.states = states
            self.original = original
            self.warnings = warnings
            digest = SHA256.hash(text).description
        }

        /// The daemon has no record of the model yet: it still reads its first file.
        static let unknown = "unknown"

        func found() -> FakeReply {
            let batch = batch()
            guard !batch.contains(Self.unknown) else { return .json(404, Bodies.refusal("not_found", "there is no model 'iris'")) }
            return .json(200, #"{"batches":[\#(batch),\#(Bodies.batch(2, "learned", sha256: digest))]}"#)
        }

        func batch() -> String {
            Self.batch(9, states, asked, digest)
                .replacing(#""warnings":[]"#, with: #""warnings":["# + warnings.map { "\"\($0)\"" }.joined(separator: ",") + "]")
        }

        func originalBatch() -> String { Self.batch(4, original, askedOfOriginal, digest) }

        private static func batch(_ id: Int, _ states: [String], _ asked: borrowing Mutex<Int>, _ digest: String) -> String {
            let index = asked.withLock { asked in
                defer { asked += 1 }
                return min(asked, states.count - 1)
            }
            let parts = states[index].split(separator: "|", maxSplits: 1).map(String.init)
            return Bodies.batch(id, parts[0], sha256: digest, extra: parts.count > 1 ? "," + parts[1] : "")
        }

        func reply(_ request: FakeRequest, inbox: String, model: String, events: FakeReply) -> FakeReply {
            switch request.route {
            case "GET /v1/status": .json(200, Bodies.status(models: Bodies.summary(), inbox: inbox))
            case "GET /v1/models": .json(200, #"{"models":[\#(model)]}"#)
            case "GET /v1/models/iris": .json(200, Bodies.model(model))
            case "GET /v1/events": events
            case "GET /v1/batches":
                request.target.contains("sha256=") ? found() : .json(200, #"{"batches":[\#(Bodies.batch(8, "learned"))]}"#)
            case "GET /v1/batches/9": .json(200, batch())
            case "GET /v1/batches/4": .json(200, originalBatch())
            default: .json(404, Bodies.refusal("not_found", request.route))
            }
        }
    }

    @Test(
        "follows a file to its end and gives the contract's status",
        arguments: [
            (["waiting", "training", #"learned|"version":2"#], CommandStatus.ok, "learned: version 2 serves (batch 9, 30 rows)"),
            ([Road.unknown, Road.unknown, #"learned|"version":2"#], .ok, "learned: version 2 serves (batch 9, 30 rows)"),
            (
                ["waiting", #"held|"version":3,"reason":"it loses 9 points""#], .refusedByGate,
                "held by the gate (batch 9): it loses 9 points"
            ),
            ([#"refused|"reason":"column 'y' is missing""#], .failed, "refused: column 'y' is missing"),
            (["training", #"set_aside|"reason":"three failures""#], .failed, "set aside (batch 9): three failures"),
            (["duplicate"], .ok, "duplicate: same content as an earlier file"),
        ]
    )
    func ends(states: [String], status: CommandStatus, line: String) async throws {
        let (paper, ended, _) = try await Self.drop(states)
        #expect(ended == status)
        #expect(paper.out.contains("day1.csv: " + line), "\(paper.out) \(paper.error)")
    }

    @Test(
        "a file that was dropped before ends as it did then",
        arguments: [
            ([#"learned|"version":1"#], CommandStatus.ok, "which version 1 has learned"),
            (["waiting", "training", #"learned|"version":2"#], .ok, "which version 2 has learned"),
            (
                ["training", #"held|"version":3,"reason":"it loses 9 points""#], .refusedByGate,
                "which the gate holds: it loses 9 points; see 'learnctl versions iris', then 'learnctl promote iris 3', 'learnctl requeue 4' or 'learnctl set-aside 4'"
            ),
            ([#"set_aside|"reason":"by hand""#], .failed, "which is set aside: by hand; to have it learned, run 'learnctl requeue 4'"),
        ]
    )
    func duplicates(original: [String], status: CommandStatus, words: String) async throws {
        let (paper, ended, _) = try await Self.drop([#"duplicate|"duplicate_of":4"#], original: original)
        #expect(ended == status, "\(paper.error)")
        #expect(paper.out.hasSuffix("day1.csv: duplicate: same content as batch 4, \(words)\n"), "\(paper.out)")
    }

    @Test("a duplicate's original is in the JSON, with its state as the reason")
    func duplicateJSON() async throws {
        let (paper, status, _) = try await Self.drop(
            [#"duplicate|"duplicate_of":4"#],
            json: true,
            original: [#"held|"version":3,"reason":"worse""#]
        )
        #expect(status == .refusedByGate)
        #expect(paper.out.contains(#""outcome":"duplicate""#) && paper.out.contains(#""reason":"held""#))
        #expect(paper.out.contains(#""original":{"#) && paper.out.contains(#""id":4"#))
    }

    @Test(
        "prints what was understood of a first file, then the daemon's warnings, whatever became of the file",
        arguments: [
            (#"learned|"version":2"#, "learned: version 2 serves (batch 9, 30 rows)"), (#"refused|"reason":"no""#, "refused: no"),
            (
                #"held|"reason":"worse""#,
                "held by the gate (batch 9): worse; see 'learnctl versions iris', then set-aside, requeue or promote"
            ),
        ]
    )
    func saysMore(state: String, line: String) async throws {
        let (paper, _, _) = try await Self.drop(
            [state + #","notes":["new model iris: 3 columns","label 'y'"]"#],
            warnings: ["3 rows repeat", "column 'b' is ignored"]
        )
        #expect(
            paper.out.hasSuffix(
                """
                day1.csv: \(line)
                  new model iris: 3 columns
                  label 'y'
                warning: 3 rows repeat
                warning: column 'b' is ignored

                """
            ),
            "\(paper.out)"
        )
    }

    @Test("does not say the file's name twice")
    func nameOnce() async throws {
        let (paper, _, _) = try await Self.drop([#"refused|"reason":"day9.csv: the file has no column 'y'""#])
        #expect(paper.out.hasSuffix("day1.csv: refused: the file has no column 'y'\n"))
    }

    @Test("listens before the file takes its name")
    func order() async throws {
        let (_, _, requests) = try await Self.drop([#"learned|"version":2"#])
        let events = try #require(requests.firstIndex { $0.route == "GET /v1/events" })
        let looks = requests.indices.filter { requests[$0].target.contains("sha256=") }
        #expect(looks.allSatisfy { $0 > events })
    }

    @Test(
        "drops and follows by looking where the daemon gives no events",
        arguments: [
            FakeReply.silence, .json(404, Bodies.refusal("not_found", "no events")), .hangUp,
        ]
    )
    func noEvents(reply: FakeReply) async throws {
        let (paper, status, _) = try await Self.drop(["waiting", #"learned|"version":2"#], eventsReply: reply)
        #expect(status == .ok, "\(paper.error)")
        #expect(paper.out.contains("learned: version 2 serves"))
    }

    @Test("does not wait for a model that is paused, and says how to let it learn")
    func onHold() async throws {
        let (paper, status, _) = try await Self.drop(["waiting"], model: Bodies.summary(paused: "rolled back"))
        #expect(status == .failed)
        #expect(paper.out.contains("waiting (batch 9): iris is paused (rolled back); to continue, run 'learnctl resume iris'"))
    }

    @Test("says that a version is learned only when it serves")
    func serving() async throws {
        let (paper, status, _) = try await Self.drop([#"learned|"version":3"#], patience: .milliseconds(60))
        #expect(status == .failed)
        #expect(paper.error.contains("timed out after"))
    }

    @Test("needs no daemon where nothing is to be asked")
    func noWait() async throws {
        let folder = FakeDaemon.newFolder()
        defer { FakeDaemon.remove(folder) }
        mkdir(folder + "/inbox", 0o755)
        try Data("x".utf8).write(to: URL(filePath: folder + "/day1.csv"))
        let (paper, status) = await run(folder) {
            try await $0.drop(
                DropRequest(files: [folder + "/day1.csv"], model: ModelName("iris"), inbox: folder + "/inbox", waits: false)
            )
        }
        #expect(status == .ok)
        #expect(paper.out == "\(folder)/day1.csv: in the inbox as \(folder)/inbox/iris/day1.csv\n")
    }

    @Test(
        "asks which model where there are several, or none",
        arguments: [
            (Bodies.summary() + "," + Bodies.summary(name: "old"), "which model? name it with --model: iris, old"),
            ("", "there is no model yet; name the new one with --model NAME"),
        ]
    )
    func whichModel(models: String, message: String) async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, #"{"models":[\#(models)]}"#) }) { daemon in
            let (paper, status) = await run(daemon.folder) { try await $0.drop(DropRequest(files: ["/x.csv"])) }
            #expect(status == .usage)
            #expect(paper.error == message + "\n")
        }
    }

    @Test("draws progress from events on a terminal, and only there", arguments: [true, false])
    func progress(isTerminal: Bool) async throws {
        let (paper, status, _) = try await Self.drop(
            ["training", "training", #"learned|"version":2"#],
            traits: Console.Traits(showsProgress: isTerminal),
            events: [#"{"type":"job_progress","at":"t","model":"iris","job":1,"batches":[9],"step":50,"steps":200}"#]
        )
        #expect(status == .ok)
        // Elsewhere a line at the start, and the next in half a minute.
        if isTerminal { #expect(paper.error.contains("\r")) } else { #expect(paper.error == "day1.csv: waiting in the inbox\n") }
    }

    @Test("prints each file's end as JSON with --json")
    func json() async throws {
        let (paper, _, _) = try await Self.drop([#"held|"version":3,"reason":"worse""#], json: true)
        #expect(paper.out.contains(#""outcome":"held""#))
        #expect(paper.out.contains(#""reason":"worse""#))
        #expect(paper.out.contains(#""sha256":"\#(SHA256.hash("a,y\n1,x\n"))""#))
    }

    private static func drop(
        _ states: [String],
        model: String = Bodies.summary(),
        traits: Console.Traits = Console.Traits(),
        events: [String] = [],
        eventsReply: FakeReply = .stream,
        patience: Duration? = .seconds(20),
        json: Bool = false,
        original: [String] = [],
        warnings: [String] = []
    ) async throws -> (paper: Paper, status: CommandStatus, requests: [FakeRequest]) {
        let text = "a,y\n1,x\n"
        let road = Road(states, text: text, original: original, warnings: warnings)
        let folder = FakeDaemon.newFolder()
        defer { FakeDaemon.remove(folder) }
        let inbox = folder + "/inbox"
        mkdir(inbox, 0o755)
        try Data(text.utf8).write(to: URL(filePath: folder + "/day1.csv"))
        return try await FakeDaemon.run(answer: { road.reply($0, inbox: inbox, model: model, events: eventsReply) }) { daemon in
            let (paper, status) = await run(daemon.folder, json: json, traits: traits) { session in
                for event in events { daemon.emit(event) }
                try await session.drop(
                    DropRequest(files: [folder + "/day1.csv"], patience: patience, lookEvery: .milliseconds(5))
                )
            }
            return (paper, status, daemon.requests)
        }
    }
}

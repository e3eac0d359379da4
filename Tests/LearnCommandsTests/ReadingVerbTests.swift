import Domain
import FakeDaemon
import LearnCommands
import Testing

@Suite("Verbs that look")
struct ReadingVerbTests {
    @Test("status shows the daemon and a line a model")
    func status() async throws {
        let models = [
            Bodies.summary(batches: #"{"learned":2,"held":1}"#), Bodies.summary(serving: nil, batches: "{}", name: "new"),
            Bodies.summary(paused: "rolled back", name: "old"),
        ]
        try await FakeDaemon.run(answer: { _ in .json(200, Bodies.status(models: models.joined(separator: ","))) }) { daemon in
            let (paper, status) = await run(daemon.folder) { try await $0.status() }
            #expect(status == .ok)
            #expect(
                paper.out == """
                    learnd  0.1.0, pid 42, since 2026-11-23 01:00:00 UTC
                    doing   nothing to do
                    inbox   /inbox
                    free    46.6 GiB (no file is accepted when less than 953.7 MiB is free)

                    MODEL  TASK            SERVING  VERSIONS  LEARNED  WAITING  HELD  SET ASIDE  STATE
                    iris   classification        2         2        2        0     1          0  ready
                    new    classification        -         2        0        0     0          0  no version yet
                    old    classification        2         2        2        0     0          0  paused: rolled back

                    """
            )
        }
    }

    @Test("the matrix shows each version on each file, blank where it had not learned it")
    func matrix() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, Bodies.versions) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.matrix(of: ModelName("iris")) }
            #expect(
                paper.out == """
                    VERSION  STATE     day1.csv  day2.csv      ALL     FORGETTING
                          1  accepted   100.0 %            100.0 %
                          2  serving     97.2 %    50.0 %   73.6 %  1.3 (36 rows)

                    """
            )
        }
    }

    @Test("a matrix too wide for the terminal has the batches' numbers above its columns, and the names below")
    func wideMatrix() async throws {
        let name = "a-name-that-leaves-no-room-for-another-beside-it-on-a-line-of-eighty.csv"
        try await FakeDaemon.run(answer: { _ in .json(200, Bodies.versions.replacing("day2.csv", with: name)) }) { daemon in
            let traits = Console.Traits(isTerminal: true, width: 80)
            let (paper, _) = await run(daemon.folder, traits: traits) { try await $0.matrix(of: ModelName("iris")) }
            #expect(
                paper.out == """
                    VERSION  STATE          #1      #2      ALL         FORGOT
                          1  accepted  100.0 %          100.0 %
                          2  serving    97.2 %  50.0 %   73.6 %  1.3 (36 rows)

                    #1  day1.csv
                    #2  \(name)

                    """
            )
        }
    }

    @Test("files of one name have their batches' numbers in the matrix")
    func sameNames() async throws {
        let body = Bodies.versions.replacing("day2.csv", with: "day1.csv")
        try await FakeDaemon.run(answer: { _ in .json(200, body) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.matrix(of: ModelName("iris")) }
            #expect(paper.out.hasPrefix("VERSION  STATE     day1.csv #1  day1.csv #2  "), "\(paper.out)")
        }
    }

    @Test(
        "a matrix of more files than a line has room for is printed in several tables, none wider than the terminal",
        arguments: [40, 80]
    )
    func longMatrix(width: Int) async throws {
        let scores = (1...30).map { (batch: $0, value: 0.5) }
        let body = #"{"model":"iris","serving":1,"versions":["# + Bodies.version(1, serving: true, scores: scores) + "]}"
        try await FakeDaemon.run(answer: { _ in .json(200, body) }) { daemon in
            let traits = Console.Traits(isTerminal: true, width: width)
            let (paper, _) = await run(daemon.folder, traits: traits) { try await $0.matrix(of: ModelName("iris")) }
            let lines = paper.out.split(separator: "\n").map(String.init)
            #expect(lines.allSatisfy { $0.count <= width }, "\(paper.out)")
            let titles = lines.filter { $0.hasPrefix("VERSION") }
            #expect(titles.count > 2 && titles[0].contains("ALL") && !titles[1].contains("ALL"))
            #expect(titles.flatMap { $0.split(separator: " ").filter { $0.hasPrefix("#") } } == (1...30).map { "#\($0)" })
        }
    }

    @Test("versions shows number, state, parent and how good it is")
    func versions() async throws {
        try await FakeDaemon.run(answer: { _ in .json(200, Bodies.versions) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.versions(of: ModelName("iris")) }
            #expect(
                paper.out == """
                    VERSION  STATE     PARENT  CREATED (UTC)        ACCURACY  HELD-OUT ROWS     FORGETTING  FILES
                          1  accepted       -  2026-11-23 02:00:00   100.0 %             36              -  day1.csv
                          2  serving        1  2026-11-23 02:00:00    73.6 %             72  1.3 (36 rows)  day2.csv

                    """
            )
        }
    }

    @Test(
        "a held version whose file was set aside says so",
        arguments: [("held", "held"), ("set_aside", "set aside"), ("waiting", "held")]
    )
    func decided(file: String, state: String) async throws {
        let held = Bodies.version(2, state: "held", scores: [(1, 0.5)], file: file)
        try await FakeDaemon.run(answer: { _ in .json(200, #"{"model":"iris","versions":[\#(held)]}"#) }) { daemon in
            let (paper, _) = await run(daemon.folder) { try await $0.versions(of: ModelName("iris")) }
            #expect(paper.out.contains("\n      2  \(state)  "), "\(paper.out)")
        }
    }

    @Test("--json prints the answer as the API gives it, with sorted keys")
    func json() async throws {
        let body = #"{"batches":[\#(Bodies.batch(7, "held", extra: #","reason":"it loses 9 points""#))]}"#
        try await FakeDaemon.run(answer: { _ in .json(200, body) }) { daemon in
            let (paper, _) = await run(daemon.folder, json: true) { try await $0.batches(of: nil, state: nil, before: nil, limit: nil) }
            #expect(paper.out.hasPrefix("{\"batches\":[{\"bytes\":120,") && paper.out.hasSuffix("}]}\n"))
            #expect(paper.out.contains(#""reason":"it loses 9 points""#))
            #expect(paper.error.isEmpty)
        }
    }

    @Test("show prints a model with its columns, or a version with its scores")
    func show() async throws {
        let version =
            #"{"model":"iris","version":\#(Bodies.version(2, serving: true, scores: [(1, 0.972), (2, 0.5)])),"#
            + #""gate":{"passed":true,"enabled":true,"reasons":[],"serving":1,"candidate":0.972,"rows":36,"loss":0.028,"certain_loss":-0.017,"#
            + #""margin":0.02},"training":{"steps":300,"seconds":1.25,"memory_rows":200}}"#
        let answer: @Sendable (FakeRequest) -> FakeReply = { request in
            .json(
                200,
                request.target.contains("/versions/") ? version : request.target.hasSuffix("/versions") ? Bodies.versions : Bodies.model()
            )
        }
        try await FakeDaemon.run(answer: answer) { daemon in
            let model = await run(daemon.folder) { try await $0.show(ModelName("iris"), version: nil) }
            #expect(model.paper.out.contains("label    species\n"))
            #expect(model.paper.out.contains("COLUMN        KIND\npetal_length  numeric\n"))
            #expect(model.paper.out.contains("memory   up to 200 rows\n"))
            let report = await run(daemon.folder) { try await $0.show(ModelName("iris"), version: VersionNumber(2)) }
            #expect(report.paper.out.contains("training    300 steps in 1.3 s\n"))
            #expect(report.paper.out.contains("score lost  not significant (limit 2.0 points)\n"))
            #expect(report.paper.out.contains("day2.csv             36    50.0 %    100.0 %\n"), "\(report.paper.out)")
        }
    }

    @Test("watch prints one line an event and ends with failed when the daemon stops")
    func watch() async throws {
        try await FakeDaemon.run(answer: { _ in .stream }) { daemon in
            try await withThrowingTaskGroup(of: (Paper, CommandStatus).self) { group in
                let folder = daemon.folder
                group.addTask {
                    let result = await run(folder) { try await $0.watch(nil) }; return (result.paper, result.status)
                }
                while !daemon.hasStream { await Task.yield() }
                daemon.emit(
                    #"{"type":"version_activated","at":"2026-11-23T02:00:00Z","model":"iris","from":1,"to":2,"activation":"learned"}"#
                )
                daemon.emit(#"{"type":"moon_rose","at":"2026-11-23T02:00:01Z"}"#)
                daemon.endStreams()
                for try await (paper, status) in group {
                    #expect(paper.out == "2026-11-23 02:00:00  iris: version 2 serves (learned)\n2026-11-23 02:00:01  moon_rose\n")
                    #expect(status == .failed)
                    #expect(paper.error == "watching all models; press Ctrl-C to stop\nthe daemon stopped; its events end here\n")
                }
            }
        }
    }
}

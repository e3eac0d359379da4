import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

/// `learnctl drop` and `learnctl wait` as processes: ended, timed out, and where nothing is taken.
@Suite("Following files")
struct FollowingTests {
    private let model = SlowJob.model

    @Test(
        "Ctrl-C and SIGTERM end the command alone and say how to follow again; 'wait' then ends as 'drop' would have",
        arguments: [SIGINT, SIGTERM]
    )
    func interrupted(signal: Int32) async throws {
        try await DaemonUnderTest.with(SlowJob.settings(steps: 15_000)) { daemon in
            let file = try daemon.folder.file("day1.csv", SlowJob.content)
            let drop = try daemon.learnctl.start(["drop", "--model", model.text, file])
            try await Patience.wait(for: "the job") { try await daemon.client.status().models.first?.job.map { _ in true } }
            // What it knows of the file it has from the daemon: a moment later.
            try await Patience.wait(for: "a line") { drop.error.contains("day1.csv: ") ? true : nil }
            try await Task.sleep(for: .seconds(1))
            drop.program.send(signal)
            let ending = try await drop.end()
            #expect(ending.how == .code(128 + signal))
            #expect(ending.out == "")
            #expect(
                ending.error.hasSuffix("learning goes on without this command; run 'learnctl wait 1' to follow it\n"),
                "\(ending.error)"
            )
            let timed = try await daemon.learnctl("wait", "--timeout", "0", "1")
            #expect(timed.status == 1)
            #expect(timed.error.contains("the file stays queued; run 'learnctl wait 1' to follow it"), "\(timed.error)")
            let waited = try await daemon.learnctl("wait", "1")
            #expect(waited.status == 0)
            #expect(
                waited.out == "day1.csv: learned: version 1 serves (batch 1, 300 rows)\n" || waited.out.hasPrefix("day1.csv: learned: ")
            )
            // And once more, of what has ended long since.
            #expect(try await daemon.learnctl("wait", "1").out == waited.out)
            let unknown = try await daemon.learnctl("wait", "99")
            #expect(unknown.status == 1 && unknown.error.contains("99"))
        }
    }

    @Test("the event of a version that predicts numbers has its R², not an accuracy")
    func numbersEvent() async throws {
        try await DaemonUnderTest.with { daemon in
            let watch = try daemon.learnctl.start(["watch", "--json"])
            try await Patience.wait(for: "the watch to begin") { watch.error.isEmpty ? nil : true }
            let rows = (0..<240).map { "\($0 % 17),\($0 % 5),\(3 * ($0 % 17) - 2 * ($0 % 5)).5" }
            let file = try daemon.folder.file("price.csv", "a,b,price\n" + rows.joined(separator: "\n") + "\n")
            #expect(try await daemon.learnctl.drop(file, model: "price").status == 0)
            let line = try await Patience.wait(for: "the version's event") {
                watch.out.split(separator: "\n").first { $0.contains("\"version_committed\"") }
            }
            #expect(line.contains(#""metric":"r2""#), "\(line)")
            watch.program.send(SIGINT)
            _ = try await watch.end()
        }
    }

    @Test("Ctrl-C while a file is copied leaves nothing in the inbox, not even the folder that was made for it")
    func interruptedCopy() async throws {
        try await DaemonUnderTest.with { daemon in
            let large = daemon.folder.path + "/large.csv"
            // A hole: quick to make, seconds to copy.
            let descriptor = open(large, O_WRONLY | O_CREAT, 0o600)
            #expect(ftruncate(descriptor, 2 << 30) == 0)
            close(descriptor)
            let drop = try daemon.learnctl.start(["drop", "--model", "large", large])
            try await Patience.wait(for: "the copy to begin") { daemon.folder.names("inbox/large").isEmpty ? nil : true }
            drop.program.send(SIGINT)
            let ending = try await drop.end()
            #expect(ending.how == .code(130))
            #expect(ending.error == "nothing was dropped\n", "\(ending.error)")
            #expect(!daemon.folder.names("inbox").contains("large"))
        }
    }

    @Test("where intake has stopped 'drop' says why and, without a terminal, ends with 1; the file waits")
    func intakeStopped() async throws {
        try await DaemonUnderTest.with(["inbox.disk_floor=1000000GB"]) { daemon in
            let drop = try await daemon.learnctl.drop(daemon.folder.file("day1.csv", SlowJob.content), model: "points")
            #expect(drop.status == 1)
            #expect(drop.error.contains("no file is accepted at present: "), "\(drop.error)")
            #expect(drop.error.contains("free"))
            #expect(daemon.folder.names("inbox/points") == ["day1.csv"])
        }
    }

    @Test("a file that the gate holds ends 'wait' with 5 and the reason")
    func held() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            try daemon.put(SampleFiles.points(seed: 2, swapped: true), as: "swapped.csv", model: model)
            _ = try await daemon.batch(2, becoming: [.held])
            let waited = try await daemon.learnctl("wait", "1", "2")
            #expect(waited.status == 5)
            #expect(
                waited.out.contains("first.csv: learned: version 1 serves") && waited.out.contains("swapped.csv: held"),
                "\(waited.out)"
            )
            let json = try await daemon.learnctl("wait", "--json", "2")
            #expect(json.out.split(separator: "\n").count == 1)
            #expect(json.out.contains(#""outcome":"held""#))
        }
    }
}

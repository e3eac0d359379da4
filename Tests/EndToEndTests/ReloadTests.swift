import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

@Suite("Settings read again")
struct ReloadTests {
    private let model = try! ModelName("points")

    @Test("SIGHUP has a changed disk floor hold for the next file, and changed back again, the file is learned")
    func hangup() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            try await restart(daemon, "inbox: {disk_floor: 0}\n")
            try write("inbox: {disk_floor: 1000TiB}\n", daemon)
            daemon.send(SIGHUP)
            try await Patience.wait(for: "the reload") { try await daemon.client.status().floorBytes == 1000 << 40 ? true : nil }
            try daemon.put(SampleFiles.points(seed: 2), as: "second.csv", model: model)
            try await Patience.wait(for: "the intake to stop") { try await daemon.client.status().intakeStopped }
            #expect(daemon.folder.names("inbox/points").contains("second.csv"))

            try write("inbox: {disk_floor: 0}\n", daemon)
            let told = try await daemon.client.reload()
            #expect(told.applied.map(\.key) == ["inbox.disk_floor"])
            #expect(told.needsRestart == [])
            #expect(try await daemon.batch(2, becoming: [.learned]).file == "second.csv")
        }
    }

    @Test("a changed setting of the trainer holds for the next job")
    func nextJob() async throws {
        try await DaemonUnderTest.with { daemon in
            try await restart(daemon, "trainer: {nice: 11}\n")
            try write("trainer: {nice: 12}\ndefaults: {training: {min_steps: 20000, max_steps: 20000}}\n", daemon)
            #expect(try await daemon.learnctl("reload").status == 0)
            try daemon.put(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            let pid = try #require(daemon.pid)
            let words = try await Patience.wait(for: "the trainer") {
                TrainerProcess.find(childOf: pid).map(\.words).flatMap { $0.contains("train") ? $0 : nil }
            }
            let place = try #require(words.firstIndex(of: "--nice"))
            #expect(words[place + 1] == "12")
        }
    }

    @Test("a faulty file changes nothing, and the answer names the line")
    func faulty() async throws {
        try await DaemonUnderTest.with { daemon in
            try await restart(daemon, "inbox: {disk_floor: 0}\n")
            try write("inbox:\n  disk_flor: 1000TiB\n", daemon)
            let ending = try await daemon.learnctl("reload")
            #expect(ending.status == 1)
            #expect(ending.error.contains("learnd.yaml:2"), "\(ending.error)")
            #expect(ending.error.contains("disk_flor"), "\(ending.error)")
            #expect(try await daemon.client.status().floorBytes == 0)
        }
    }

    /// Only what the file does not set is set on the command line, which would lie over it.
    private func restart(_ daemon: DaemonUnderTest, _ settings: String) async throws {
        await daemon.stop()
        try write(settings, daemon)
        try await daemon.start(base: ["inbox.settle=20ms", "inbox.settle_unseen=20ms"])
    }

    private func write(_ settings: String, _ daemon: DaemonUnderTest) throws {
        try Data(settings.utf8).write(to: URL(filePath: "\(daemon.folder.state)/learnd.yaml"))
    }
}

import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

/// Files are read by a child, so that a fault of a decoder, or its want of memory, costs no prediction.
@Suite("A file that brings its reader down")
struct CrashTests {
    private let model = try! ModelName("points")

    /// Takes long enough to be read that a signal finds the reader at it.
    private static let large: String = {
        var random = SampleRandom(seed: 3)
        let lines = (0..<1_000).map { _ in "\(random.spread()),\(random.spread()),\(random.next() % 2 == 0 ? "left" : "right")\n" }
        return "x,y,label\n" + String(repeating: lines.joined(), count: 1_000)
    }()

    /// Sends the reader a signal while it reads, as many times as there are signals: to the next reader each time.
    private func hit(_ daemon: DaemonUnderTest, with signals: [Int32]) async throws {
        let pid = try #require(daemon.pid)
        try await OwnThread.run {
            var before: Set<pid_t> = []
            for signal in signals {
                let end = ContinuousClock.now + .seconds(60)
                while true {
                    guard ContinuousClock.now < end else { throw TestFailure("waited a minute in vain for a reader") }
                    if let reader = TrainerProcess.find(childOf: pid, verbs: ["inspect"]), !before.contains(reader.pid) {
                        before.insert(reader.pid)
                        reader.send(signal)
                        break
                    }
                    usleep(2_000)
                }
            }
        }
    }

    private func refused(_ daemon: DaemonUnderTest, saying words: String) async throws {
        let batch = try await daemon.batch(1, becoming: [.refused])
        #expect(batch.reason?.contains(words) == true, "\(batch.reason ?? "")")
        try await Patience.wait(for: "the file to lie in rejected/") {
            daemon.folder.names("rejected/points").contains("large.csv") ? true : nil
        }
        // What its reader was told and has told is gone.
        try await Patience.wait(for: "the reading room to be empty") { !daemon.folder.names("jobs").contains("reading") ? true : nil }
        try await daemon.learn(SampleFiles.points(seed: 2), as: "small.csv", model: model)
    }

    // The crash is a signal as a fault would send it: no file is known that causes one.
    @Test("is refused after the second crash, and the daemon is the same; a kill does not count")
    func crash() async throws {
        try await DaemonUnderTest.with { daemon in
            let pid = daemon.pid
            try daemon.put(Self.large, as: "large.csv", model: model)
            try await hit(daemon, with: [SIGSEGV, SIGKILL, SIGILL])
            try await refused(daemon, saying: "the reader crashed 2 times while reading it: it was killed by signal 4")
            #expect(daemon.pid == pid)
        }
    }

    @Test("is refused after the fifth kill while it was read, as the kernel's for want of memory is one")
    func killed() async throws {
        try await DaemonUnderTest.with { daemon in
            try daemon.put(Self.large, as: "large.csv", model: model)
            try await hit(daemon, with: [SIGKILL, SIGKILL, SIGKILL, SIGKILL, SIGKILL])
            try await refused(daemon, saying: "started 5 times and never finished")
        }
    }

    @Test("is refused at once if it takes more memory than a reader has, with the key that gives more")
    func memory() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try await daemon.start(["inbox.memory=128MiB"])
            try daemon.put(Self.large + Self.large.dropFirst(10), as: "large.csv", model: model)
            try await refused(
                daemon,
                saying: "takes more memory than a reader has, 128 MiB; split it, or raise inbox.memory and drop it again"
            )
        }
    }

    @Test("is refused if its reader falls silent")
    func silent() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try await daemon.start(["trainer.hang_timeout=2s"])
            try daemon.put(Self.large, as: "large.csv", model: model)
            try await hit(daemon, with: [SIGSTOP])
            try await refused(daemon, saying: "reading it made no progress for 2.0 seconds")
        }
    }

    @Test("is read at the next start if the daemon ends meanwhile")
    func ended() async throws {
        try await DaemonUnderTest.with { daemon in
            try daemon.put(Self.large, as: "large.csv", model: model)
            let pid = try #require(daemon.pid)
            try await Patience.wait(for: "a reader") { TrainerProcess.find(childOf: pid, verbs: ["inspect"]) }
            #expect(await daemon.stop() == .code(0))
            #expect(daemon.folder.names("rejected/points").isEmpty)
            try await daemon.start()
            let batch = try await daemon.batch(1, becoming: [.waiting, .training, .learned])
            #expect(batch.rows > 0)
        }
    }
}

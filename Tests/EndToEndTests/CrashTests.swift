import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

@Suite("A file that brings the daemon down")
struct CrashTests {
    /// Takes long enough to be read that a signal finds the daemon at it.
    private static let large: String = {
        var random = SampleRandom(seed: 3)
        let lines = (0..<1_000).map { _ in "\(random.spread()),\(random.spread()),\(random.next() % 2 == 0 ? "left" : "right")\n" }
        return "x,y,label\n" + String(repeating: lines.joined(), count: 2_000)
    }()

    /// Whether it has its mark open: it is there from the crash before, too.
    private static func isReading(_ pid: pid_t) -> Bool {
        let folder = "/proc/\(pid)/fd"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return files.contains {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)"))?.hasSuffix("/.reading") == true
        }
    }

    // The crash is a signal as a fault would send it: no file is known that causes one.
    @Test("is refused after the second crash, and the daemon goes on; a kill does not count")
    func crash() async throws {
        let model = try ModelName("points")
        try await DaemonUnderTest.with { daemon in
            try daemon.put(Self.large, as: "large.csv", model: model)
            for signal in [SIGSEGV, SIGKILL, SIGILL] {
                #expect(try await daemon.end(with: signal, once: "the file to be read", Self.isReading) == .signal(signal))
                try daemon.launch()
            }
            let batch = try await daemon.batch(1, becoming: [.refused])
            #expect(batch.reason?.contains("the daemon crashed 2 times while reading it") == true, "\(batch.reason ?? "")")
            try await Patience.wait(for: "the file to lie in rejected/") {
                daemon.folder.names("rejected/points").contains("large.csv") ? true : nil
            }
            try await daemon.learn(SampleFiles.points(seed: 2), as: "small.csv", model: model)
            #expect(!daemon.folder.names("archive").contains(".reading"))
        }
    }

    @Test("is refused after the fifth kill while it was read, as the kernel's for want of memory is one")
    func killed() async throws {
        let model = try ModelName("points")
        try await DaemonUnderTest.with { daemon in
            try daemon.put(Self.large, as: "large.csv", model: model)
            for _ in 0..<5 {
                #expect(try await daemon.end(with: SIGKILL, once: "the file to be read", Self.isReading) == .signal(SIGKILL))
                try daemon.launch()
            }
            let batch = try await daemon.batch(1, becoming: [.refused])
            #expect(batch.reason?.contains("started 5 times and never finished") == true, "\(batch.reason ?? "")")
            try await daemon.learn(SampleFiles.points(seed: 2), as: "small.csv", model: model)
        }
    }
}

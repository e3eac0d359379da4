import BaseSamples
import Domain
import FoundationEssentials
import LearnAPI
import Testing

@Suite("A refinement of the encoder that reads texts")
struct RefineTests {
    private let model = try! ModelName("hours")

    private static let words = (0..<40).map { "word\("abcdefghij".map(String.init)[$0 / 4])\("klmn".map(String.init)[$0 % 4])" }

    /// Texts of which one word in seven tells a number.
    private static func rows(_ seed: UInt64, rows: Int = 600) -> String {
        var random = SampleRandom(seed: seed)
        var text = "body,hours\n"
        for _ in 0..<rows {
            let value = random.below(8)
            var chosen = (0..<6).map { _ in words[8 + random.below(32)] }
            chosen.insert(words[value], at: random.below(7))
            text += "\(chosen.joined(separator: " ")),\((value * 5) % 8).\(random.below(10))\n"
        }
        return text
    }

    private static let settings = """
        models: {hours: {task: regression, label: hours, columns: {body: text}, \
        training: {method: analytic, features: 64, epochs: 20, batch_size: 32, learning_rate: 0.01}}}
        """

    private func begin(_ daemon: DaemonUnderTest, settings: String = Self.settings) async throws {
        try daemon.folder.settings(settings)
        try await daemon.start()
        let folder = "\(daemon.folder.path)/tiny"
        try TinyBase.write(to: folder, words: Self.words, positions: 16)
        _ = try await daemon.learnctl("base", "add", folder)
        try await daemon.learn(Self.rows(1), as: "1.csv", model: model)
    }

    private func refine(_ daemon: DaemonUnderTest) async throws -> VersionSummary {
        let before = try await daemon.client.model(model).model.head?.rawValue ?? 0
        let asked = try await daemon.learnctl("refine", "hours")
        #expect(asked.status == 0 && asked.out.contains("goes on from version \(before) when no file waits"), "\(asked.out)\(asked.error)")
        return try await daemon.version(of: model, following: before)
    }

    @Test("makes a version whose encoder going back takes away, and which verify makes again", .timeLimit(.minutes(5)))
    func life() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try await begin(daemon)
            let version = try await refine(daemon)
            #expect(version.files.isEmpty)
            _ = try await Patience.wait(for: "the version to serve") {
                let serving = try await daemon.client.model(model).model.serving
                return serving == version.number ? serving : nil
            }
            #expect(try await daemon.learnctl("show", "hours").out.contains("read with tiny"))
            #expect(try await daemon.learnctl("show", "hours").out.contains(", refined, up to"))
            let history = try await daemon.learnctl("history", "hours")
            #expect(history.out.contains("refine"), "\(history.out)")
            #expect(try await daemon.learnctl("versions", "hours").out.contains("(refine)"))
            let verified = try await daemon.learnctl("verify", "hours", "2")
            #expect(verified.status == 0 && verified.out.contains("equal"), "\(verified.out)\(verified.error)")

            // Later files are learned on it; the sums of the version before it are made again with its own encoder.
            try await daemon.learn(Self.rows(2, rows: 60), as: "2.csv", model: model)
            try await daemon.learn(Self.rows(3, rows: 60), as: "3.csv", model: model)
            #expect(try await daemon.learnctl("show", "hours").out.contains(", refined, up to"))
            let all = try await daemon.learnctl("verify", "hours", "--all")
            #expect(all.status == 0, "\(all.out)\(all.error)")

            let back = try await daemon.learnctl("rollback", "hours", "--to", "1")
            #expect(back.status == 0, "\(back.error)")
            #expect(try await !daemon.learnctl("show", "hours").out.contains(", refined, up to"))
            let paused = try await daemon.learnctl("refine", "hours")
            #expect(paused.status == 1 && paused.error.contains("is paused"), "\(paused.error)")
            _ = await daemon.stop()
        }
    }

    @Test("comes to the same digests twice, and after a kill", .timeLimit(.minutes(5)))
    func repeated() async throws {
        var digests: [Digest] = []
        for isKilled in [false, true] {
            try await DaemonUnderTest.withStopped { daemon in
                try await begin(daemon)
                if isKilled {
                    _ = try await daemon.learnctl("refine", "hours")
                    _ = try await Patience.wait(for: "the refinement to run") { try await daemon.client.model(model).model.job }
                    _ = await daemon.kill()
                    try await daemon.start()
                    digests.append(try await daemon.version(of: model, following: 1).digest)
                } else {
                    digests.append(try await refine(daemon).digest)
                }
                _ = await daemon.stop()
            }
        }
        #expect(digests.count == 2 && Set(digests).count == 1)
    }

    @Test("ends with a file of its model, which is learned first", .timeLimit(.minutes(5)))
    func ended() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try await begin(daemon, settings: Self.settings.replacing("epochs: 20", with: "epochs: 2000"))
            _ = try await daemon.learnctl("refine", "hours")
            let job = try await Patience.wait(for: "the refinement to run") {
                let job = try await daemon.client.model(model).model.job
                return job?.progress?.phase == .train ? job : nil
            }
            #expect(job.purpose == .refine && job.batches.isEmpty)
            #expect(try await daemon.learnctl("show", "hours").out.contains("refining"))
            #expect(try await daemon.learnctl("status").out.contains("refining hours (step "))
            let again = try await daemon.learnctl("refine", "hours")
            #expect(again.status == 1 && again.error.contains("is already running"), "\(again.error)")
            try await daemon.learn(Self.rows(2, rows: 60), as: "2.csv", model: model)
            let version = try await daemon.version(of: model, following: 1)
            #expect(version.files.map(\.file) == ["2.csv"])
            // The job stands in the status until its folder is gone, a moment after the version is there; no refinement follows it.
            try await Patience.wait(for: "the job to end") { try await daemon.client.model(model).model.job == nil ? true : nil }
            let jobs = try await daemon.learnctl("versions", "hours")
            #expect(!jobs.out.contains("(refine)"), "\(jobs.out)")
            _ = await daemon.stop()
        }
    }

    @Test("begins by itself where the settings say so and the rows have grown by half", .timeLimit(.minutes(5)))
    func byItself() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try await begin(daemon, settings: Self.settings.replacing("method: analytic", with: "method: analytic, refine: auto"))
            try await daemon.learn(Self.rows(2, rows: 100), as: "2.csv", model: model)
            #expect(try await daemon.client.model(model).model.versions == 2, "of a sixth more it does not")
            try await daemon.learn(Self.rows(3, rows: 300), as: "3.csv", model: model)
            let version = try await daemon.version(of: model, following: 3)
            #expect(version.files.isEmpty)
            _ = await daemon.stop()
        }
    }

    @Test("says why nothing of a model can be refined", .timeLimit(.minutes(5)))
    func refused() async throws {
        try await DaemonUnderTest.with { daemon in
            let hashed = try ModelName("hashed")
            try await daemon.learn(Self.rows(1, rows: 100), as: "1.csv", model: hashed)
            let texts = try await daemon.learnctl("refine", "hashed")
            #expect(texts.status == 1 && texts.error.contains("reads its texts by hashed words"), "\(texts.error)")
            let unknown = try await daemon.learnctl("refine", "unknown")
            #expect(unknown.status == 1 && unknown.error.contains("there is no model 'unknown'"), "\(unknown.error)")
        }
    }
}

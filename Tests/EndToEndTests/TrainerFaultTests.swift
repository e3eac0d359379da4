import Domain
import Glibc
import LearnAPI
import LearnClient
import Testing

@Suite("Training that is disturbed")
struct TrainerFaultTests {
    private let model = SlowJob.model

    @Test("a trainer that is killed again and again learns its file once, to the same bytes; the kills are no failures of the job")
    func trainerKilled() async throws {
        let settings = SlowJob.settings(steps: 15_000)
        let undisturbed = try await digest(settings) { _ in }
        let killed = try await digest(settings) { daemon in
            for _ in 0..<5 { try await Self.trainer(of: daemon).send(SIGKILL) }
        }
        #expect(killed == undisturbed)
    }

    @Test("a daemon that is asked to stop while it trains writes a checkpoint first: training goes on from there, to the same bytes")
    func stoppedWhileTraining() async throws {
        // No checkpoint falls due by itself.
        let settings = SlowJob.settings(steps: 30_000) + ["trainer.checkpoint_interval=1h"]
        let undisturbed = try await digest(settings) { _ in }
        let stopped = try await digest(settings) { daemon in
            for signal in [SIGTERM, SIGINT] {
                let seen = try await step(of: daemon, atLeast: 500)
                #expect(await daemon.end(with: signal) == .code(0))
                try await daemon.start(settings)
                #expect(try await step(of: daemon, atLeast: 1) >= seen)
            }
        }
        #expect(stopped == undisturbed)
    }

    /// The step that the model's job is at, once it has come that far.
    private func step(of daemon: DaemonUnderTest, atLeast least: Int) async throws -> Int {
        try await Patience.wait(for: "step \(least)") {
            // Before its first file the model is not there.
            let step = (try? await daemon.client.model(model))?.model.job?.step ?? 0
            return step >= least ? step : nil
        }
    }

    @Test("a trainer that hangs is stopped; after three times its file is set aside with the reason, and the daemon goes on")
    func trainerHangs() async throws {
        let settings = SlowJob.settings(steps: 15_000) + ["trainer.hang_timeout=3s"]
        try await DaemonUnderTest.with(settings) { daemon in
            try daemon.put(SlowJob.content, as: "slow.csv", model: model)
            var stopped: Set<TrainerProcess> = []
            while stopped.count < 3 {
                let trainer = try await Self.trainer(of: daemon, not: stopped)
                trainer.send(SIGSTOP)
                stopped.insert(trainer)
            }
            let batch = try await daemon.batch(1, becoming: [.setAside])
            // Nobody decided that: it is told apart from what a person sets aside, until a person does.
            #expect(try await daemon.client.model(model).model.failed == 1)
            #expect(batch.reason?.contains("training: nothing was heard of it for 3.0 seconds") == true, "\(batch.reason ?? "")")
            try await daemon.learn(SampleFiles.points(seed: 2), as: "next.csv", model: model)
            _ = try await daemon.client.setAside(BatchID(1), reason: "seen")
            #expect(try await daemon.client.model(model).model.failed == nil)
        }
    }

    @Test("a trainer that needs more memory than it may have fails three times; its file is set aside, and the daemon goes on")
    func trainerTooLarge() async throws {
        let settings = ["trainer.memory=256MiB", "models.large.network.hidden=4096,4096"]
        try await DaemonUnderTest.with(settings) { daemon in
            let large = try ModelName("large")
            let ending = try await daemon.learnctl.drop(daemon.folder.file("large.csv", SlowJob.content), model: large.text)
            #expect(ending.status == 1)
            #expect((ending.out + ending.error).contains("set aside"), "\(ending)")
            let batch = try await daemon.client.batch(BatchID(1))
            #expect(batch.state == .setAside)
            let reason = try #require(batch.reason)
            #expect(reason.contains("it may use 256 MiB: if that is too little, raise trainer.memory"), "\(reason)")
            try await daemon.learn(SampleFiles.points(seed: 2), as: "small.csv", model: model)
        }
    }

    /// The digest of the one version that a slow job comes to, whatever is done to it meanwhile.
    private func digest(_ settings: [String], _ disturb: (DaemonUnderTest) async throws -> Void) async throws -> Digest {
        try await DaemonUnderTest.with(settings) { daemon in
            try daemon.put(SlowJob.content, as: "slow.csv", model: model)
            try await disturb(daemon)
            let batch = try await daemon.batch(1, becoming: [.learned, .setAside, .held, .refused])
            #expect(batch.state == .learned, "\(batch)")
            let versions = try await daemon.client.versions(of: model).versions
            #expect(versions.count == 1)
            #expect(versions.flatMap { $0.files.map(\.batch) } == [BatchID(1)])
            return versions[0].digest
        }
    }

    private static func trainer(of daemon: DaemonUnderTest, not known: Set<TrainerProcess> = []) async throws -> TrainerProcess {
        let pid = try #require(daemon.pid)
        return try await Patience.wait(for: "a trainer") {
            TrainerProcess.find(childOf: pid).flatMap { $0.words.contains("train") && !known.contains($0) ? $0 : nil }
        }
    }
}

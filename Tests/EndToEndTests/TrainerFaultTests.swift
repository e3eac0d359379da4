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

    @Test("a daemon that is asked to stop while it trains ends at once, and goes on from the checkpoint to the same bytes")
    func stoppedWhileTraining() async throws {
        let settings = SlowJob.settings(steps: 30_000)
        let undisturbed = try await digest(settings) { _ in }
        let stopped = try await digest(settings) { daemon in
            // Seen before there was a checkpoint: what goes on from it cannot be before this.
            var seen = 0
            try await Patience.wait(for: "a checkpoint") {
                // Before its first file the model is not there.
                let step = (try? await daemon.client.model(model))?.model.job?.step ?? 0
                // A whole one: what is still being written has another ending.
                if daemon.folder.names("jobs/1/checkpoint").contains(where: { $0.hasSuffix(".safetensors") }) { return true }
                seen = step
                return nil
            }
            #expect(seen > 0)
            #expect(await daemon.stop() == .code(0))
            try await daemon.start(settings)
            let step = try await Patience.wait(for: "the job to go on") {
                let job = try await daemon.client.model(model).model.job
                return job.flatMap { $0.step > 0 ? $0.step : nil }
            }
            #expect(step >= seen)
        }
        #expect(stopped == undisturbed)
    }

    @Test("a trainer that hangs is stopped; after three times its file is set aside with the reason, and the daemon goes on")
    func trainerHangs() async throws {
        let settings = SlowJob.settings(steps: 15_000) + ["trainer.hang_timeout=1s"]
        try await DaemonUnderTest.with(settings) { daemon in
            try daemon.put(SlowJob.content, as: "slow.csv", model: model)
            var stopped: Set<TrainerProcess> = []
            while stopped.count < 3 {
                let trainer = try await Self.trainer(of: daemon, not: stopped)
                trainer.send(SIGSTOP)
                stopped.insert(trainer)
            }
            let batch = try await daemon.batch(1, becoming: [.setAside])
            #expect(batch.reason?.contains("training: nothing was heard of it for 1.0 seconds") == true, "\(batch.reason ?? "")")
            try await daemon.learn(SampleFiles.points(seed: 2), as: "next.csv", model: model)
        }
    }

    @Test("a trainer that needs more memory than it may have fails three times; its file is set aside, and the daemon goes on")
    func trainerTooLarge() async throws {
        let settings = ["trainer.memory=256MiB", "trainer.hang_timeout=20s", "models.large.network.hidden=4096,4096"]
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

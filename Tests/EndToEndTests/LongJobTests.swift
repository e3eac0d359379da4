import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

/// Jobs that take longer than any one stretch of work may.
@Suite("Long jobs")
struct LongJobTests {
    private let model = SlowJob.model

    @Test("a job much longer than the time in which a child must be heard of ends well, and the watchdog is fed throughout")
    func watched() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            let watchdog = try WatchdogSocket(at: daemon.folder.path + "/notify")
            // A stage that is not heard of for 2 × 3 + 10 s is stuck.
            let settings = SlowJob.settings(steps: 200_000) + ["trainer.hang_timeout=3s"]
            try await daemon.start(settings, environment: watchdog.environment(interval: .seconds(2)))
            let pid = daemon.pid
            try daemon.put(SlowJob.content, as: "slow.csv", model: model)
            let began = ContinuousClock.now
            var phases: [JobPhaseProgress.Phase] = []
            let batch = try await Patience.wait(for: "the long job") {
                let phase = (try? await daemon.client.model(model))?.model.job?.progress?.phase
                if let phase, phases.last != phase { phases.append(phase) }
                let batch = try? await daemon.client.batch(BatchID(1))
                return batch.flatMap { [.waiting, .training].contains($0.state) ? nil : $0 }
            }
            let took = ContinuousClock.now - began
            #expect(batch.state == .learned && daemon.pid == pid)
            #expect(took > .seconds(17), "it is no longer than a stretch of work may be: more steps are needed")
            #expect(phases.contains(.train))
            // Three times in its interval; a machine that is busy with other tests may be late, but not for good.
            #expect(watchdog.fed > 5, "fed \(watchdog.fed) times in \(took)")
            #expect(try !String(contentsOfFile: daemon.folder.log, encoding: .utf8).contains("has made no progress"))
        }
    }

    @Test("a child that is silent is stopped and told of, while the watchdog is fed")
    func silent() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            let watchdog = try WatchdogSocket(at: daemon.folder.path + "/notify")
            let settings = SlowJob.settings(steps: 15_000) + ["trainer.hang_timeout=2s", "trainer.attempts=1"]
            try await daemon.start(settings, environment: watchdog.environment(interval: .seconds(2)))
            let pid = try #require(daemon.pid)
            try daemon.put(SlowJob.content, as: "slow.csv", model: model)
            let trainer = try await Patience.wait(for: "a trainer") {
                TrainerProcess.find(childOf: pid).flatMap { $0.words.contains("train") ? $0 : nil }
            }
            trainer.send(SIGSTOP)
            let batch = try await daemon.batch(1, becoming: [.setAside])
            #expect(batch.reason?.contains("nothing was heard of it for 2.0 seconds") == true, "\(batch.reason ?? "")")
            #expect(watchdog.fed > 0)
            #expect(try !String(contentsOfFile: daemon.folder.log, encoding: .utf8).contains("has made no progress"))
        }
    }
}

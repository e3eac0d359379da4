import Domain
import FoundationEssentials
import LearnAPI
import Testing

/// Models that wait for each other.
@Suite("Turns")
struct TurnTests {
    private let model = SlowJob.model

    private var settings: [String] {
        [
            "models.points.training.min_steps=60000", "models.points.training.max_steps=60000", "trainer.checkpoint_interval=1s",
            "jobs.turn=1s",
        ]
    }

    @Test("a file of another model is served while a long job stands aside, which then comes to the bytes of an undisturbed one")
    func turns() async throws {
        var digests: [Digest] = []
        for isDisturbed in [true, false] {
            try await DaemonUnderTest.withStopped { daemon in
                try await daemon.start(settings)
                try daemon.put(SlowJob.content, as: "slow.csv", model: model)
                _ = try await daemon.batch(1, becoming: [.training])
                if isDisturbed {
                    for seed in 2...3 as ClosedRange<UInt64> {
                        try await daemon.learn(SampleFiles.points(seed: seed), as: "quick\(seed).csv", model: try ModelName("quick"))
                        #expect(try await daemon.client.batch(BatchID(1)).state == .training, "the long job ended before the quick one")
                    }
                }
                _ = try await daemon.batch(1, becoming: [.learned])
                digests.append(try await daemon.version(of: model, following: 0).digest)
                let log = try String(contentsOfFile: daemon.folder.log, encoding: .utf8)
                #expect(log.contains("makes way for others that wait") == isDisturbed, "\(log)")
            }
        }
        #expect(digests.count == 2 && digests[0] == digests[1])
    }
}

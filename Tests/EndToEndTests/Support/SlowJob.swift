import Domain

/// A job that takes some seconds, so that it can be disturbed on the way.
enum SlowJob {
    static let model = try! ModelName("points")
    static let content = SampleFiles.points(seed: 1)

    /// Checkpoints every second, the least that can be set.
    static func settings(steps: Int) -> [String] {
        [
            "defaults.training.min_steps=\(steps)", "defaults.training.max_steps=\(steps)", "trainer.checkpoint_interval=1s",
            "defaults.jobs.max_batches=1",
        ]
    }
}

import Domain
import FoundationEssentials
import Glibc
import LearnAPI

/// The stopped state folders that damages are done to: tables of classes with five versions, a regression, images; a rollback, a file that the gate
/// held, refused ones, and files that wait for a paused model.
enum StoppedStates {
    /// - Parameter folder: Where they are kept.
    static func make(in folder: StateFolder) async throws -> [StoppedState] {
        let older = "\(folder.path)/older"
        var states = try await DaemonUnderTest.with(prepare: FormerRelease.unpack) { daemon in
            for (model, file) in [("mixed", 0), ("price", 0), ("iris", 0)] { try await learnNext(model, file, daemon) }
            await daemon.stop()
            try keep(daemon.folder.state, as: older)

            try await daemon.start()
            try await learnNext("iris", 1, daemon)
            try await expect(daemon.learnctl("rollback", "iris", "--reason", "a doubt"), status: 0)
            try await expect(daemon.learnctl("pause", "price", "--reason", "the shop is closed"), status: 0)
            // It waits: the model is paused.
            try await expect(daemon.learnctl.drop(FormerRelease.next("price")[1], model: "price"), status: 1)
            await daemon.stop()
            let stopped = try StoppedState("after a stop", copying: daemon.folder.state, to: "\(folder.path)/stopped", older: older)

            try await daemon.start()
            for seed in [1, 2] as [UInt64] {
                try await daemon.learn(SampleFiles.points(seed: seed), as: "\(seed).csv", model: ModelName("points"))
            }
            // A log that holds no more than a change of what serves is soon cut too short.
            try await expect(daemon.learnctl("rollback", "mixed", "--reason", "another doubt"), status: 0)
            await daemon.kill()
            let killed = try StoppedState("after a kill", copying: daemon.folder.state, to: "\(folder.path)/killed", older: stopped.path)

            // Longer than any of the starts that go on with it.
            let settings = SlowJob.settings(steps: 1_000_000)
            let large = SampleFiles.points(seed: 4, rows: 30_000)
            try await daemon.start(settings)
            try daemon.put(SampleFiles.points(seed: 3), as: "3.csv", model: ModelName("points"))
            try await Patience.wait(for: "a checkpoint") {
                daemon.folder.names("jobs").contains { !daemon.folder.names("jobs/\($0)/checkpoint").isEmpty } ? true : nil
            }
            try daemon.put(large, as: "large.csv", model: ModelName("points"))
            try await Patience.wait(for: "the file to be read") {
                daemon.folder.names("jobs/reading").contains("request.json") ? true : nil
            }
            await daemon.kill()
            let atWork = try StoppedState(
                "killed at work",
                copying: daemon.folder.state,
                to: "\(folder.path)/at-work",
                older: killed.path,
                settings: settings
            )
            return [stopped, killed, atWork]
        }
        for place in states.indices { states[place].record = try await record(of: states[place]) }
        // What is read or learned after a start need not be there at the next.
        (states[2].record.names, states[2].record.versions) = (states[1].record.names, states[1].record.versions)
        return states
    }

    private static func record(of state: StoppedState) async throws -> StateRecord {
        try await DaemonUnderTest.withStopped { daemon in
            try state.lay(into: daemon.folder, nil)
            try await daemon.start(state.settings)
            let record = try await StateRecord.take(from: daemon)
            guard record.told.isEmpty else { throw TestFailure("an undamaged state is told to be damaged: \(record.told)") }
            return record
        }
    }

    private static func keep(_ state: String, as copy: String) throws {
        try? FileManager.default.removeItem(atPath: state + "/run")
        try FileManager.default.copyItem(atPath: state, toPath: copy)
    }

    private static func learnNext(_ model: String, _ file: Int, _ daemon: DaemonUnderTest) async throws {
        try await expect(daemon.learnctl.drop(FormerRelease.next(model)[file], model: model), status: 0)
    }

    private static func expect(_ ending: Learnctl.Ending, status: Int32) throws {
        guard ending.status == status else { throw TestFailure("learnctl ended by \(ending.status): \(ending.out)\(ending.error)") }
    }
}

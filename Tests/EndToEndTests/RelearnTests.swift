import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

@Suite("A model made again")
struct RelearnTests {
    /// One step at the highest rate, after which the mean of the labels is a better answer: no first version serves.
    private static let wild =
        "models: {minutes: {task: regression, training: {method: replay_ema, min_steps: 1, max_steps: 1, learning_rate: 1, average_decay: 0}}}"

    @Test("until a version has served, a changed setting makes the form anew and the held file is learned")
    func reformed() async throws {
        let model = try ModelName("minutes")
        try await DaemonUnderTest.with { daemon in
            try await set(daemon, Self.wild)
            let held = try await daemon.learnctl.drop(daemon.folder.file("minutes.csv", Self.minutes), model: "minutes")
            #expect(held.status == 5, "\(held.out)\(held.error)")

            let told = try await set(daemon, "models: {minutes: {task: classification}}")
            #expect(
                told.contains("minutes is being relearned under the changed settings: 1 file queued\n  label 'label', classification"),
                "\(told)"
            )
            #expect(try await daemon.batch(1, becoming: [.learned]).version == VersionNumber(2))
            // What answers is told, which a moment after the commit is still the version before.
            let summary = try await Patience.wait(for: "version 2 to answer") {
                let summary = try await daemon.client.model(model).model
                return summary.serving == VersionNumber(2) ? summary : nil
            }
            #expect(summary.task == .classification && summary.versions == 1)
            let change = try #require(try await daemon.client.history(of: model).changes?.first)
            #expect(change.kind == .reformed && change.versions == 1 && change.files == 1 && change.by.uid == getuid())
        }
    }

    @Test("settings that changed while no daemon ran make the form anew at its start")
    func reformedAtStart() async throws {
        let model = try ModelName("minutes")
        try await DaemonUnderTest.with { daemon in
            try await set(daemon, Self.wild)
            _ = try await daemon.learnctl.drop(daemon.folder.file("minutes.csv", Self.minutes), model: "minutes")
            await daemon.stop()
            try write(daemon, "models: {minutes: {task: classification}}")
            try await daemon.start()
            _ = try await daemon.batch(1, becoming: [.learned])
            #expect(try await daemon.client.model(model).model.task == .classification)
        }
    }

    @Test("relearn takes a changed label: the files are learned again in their order, and numbers go on")
    func relearn() async throws {
        let model = try ModelName("sides")
        try await DaemonUnderTest.with(["defaults.jobs.max_batches=1"]) { daemon in
            try await set(daemon, "models: {sides: {label: v}}")
            for seed in [1, 2] as [UInt64] { try await daemon.learn(Self.sides(seed), as: "\(seed).csv", model: model) }
            #expect(try await daemon.client.model(model).model.task == .regression)
            _ = try await daemon.client.pause(model, reason: nil)
            try daemon.put(Self.sides(3), as: "3.csv", model: model)
            _ = try await daemon.batch(3, becoming: [.waiting])
            _ = try await daemon.client.setAside(BatchID(3), reason: "not now")

            let told = try await set(daemon, "models: {sides: {label: side}}")
            #expect(
                told.contains("no effect yet: sides has versions and keeps label 'v'; 'learnctl relearn sides' applies it"),
                "\(told)"
            )
            let unasked = try await daemon.learnctl("relearn", "sides")
            #expect(unasked.status == 2 && unasked.error.contains("--yes"))
            #expect(try await daemon.client.model(model).model.serving == VersionNumber(2))

            let again = try await daemon.learnctl("relearn", "sides", "--yes", "--reason", "wrong label")
            #expect(again.status == 0, "\(again.error)")
            #expect(again.out.contains("relearning sides: 2 versions deleted, 2 files queued"))
            #expect(again.out.contains("1 file stays set aside"))
            #expect(again.out.contains("sides is paused"))
            let question = #"{"rows":[{"u":-2,"v":-4}]}"#
            #expect(try await daemon.predictSocket.post("/v1/models/sides/predict", question).status != 200, "nothing answers for it now")

            _ = try await daemon.client.resume(model)
            #expect(try await daemon.batch(2, becoming: [.learned]).version == VersionNumber(4))
            #expect(try await daemon.client.batch(BatchID(1)).version == VersionNumber(3))
            let answer = try await daemon.predictSocket.post("/v1/models/sides/predict", question)
            #expect(answer.text.contains(#""label":"left""#), "\(answer.text)")

            // What was set aside is read again for the new form when it is queued again.
            #expect(try await daemon.learnctl("requeue", "3").status == 0)
            #expect(try await daemon.batch(3, becoming: [.learned]).version == VersionNumber(5))
            let history = try await daemon.client.history(of: model)
            #expect(history.changes?.map(\.kind) == [.relearned] && history.changes?.first?.reason == "wrong label")
            #expect(history.activations.map(\.to.rawValue) == [5, 4, 3])
        }
    }

    @Test("relearn under settings that no file fits changes nothing")
    func unreadable() async throws {
        let model = try ModelName("sides")
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(Self.sides(1), as: "1.csv", model: model)
            try await set(daemon, "models: {sides: {label: sidde}}")
            let ending = try await daemon.learnctl("relearn", "sides", "--yes")
            #expect(ending.status == 1)
            #expect(ending.error.contains("so nothing was changed; batch 1"), "\(ending.error)")
            #expect(ending.error.contains("sidde"), "\(ending.error)")
            #expect(try await daemon.client.model(model).model.serving == VersionNumber(1))
        }
    }

    @Test("a job that runs is dropped by relearn, and its file is in the next one")
    func runningJob() async throws {
        let model = SlowJob.model
        try await DaemonUnderTest.with(SlowJob.settings(steps: 1_000_000)) { daemon in
            try daemon.put(SlowJob.content, as: "1.csv", model: model)
            let pid = try #require(daemon.pid)
            let first = try await trainer(of: pid) { _ in true }
            #expect(try await daemon.client.relearn(model, reason: nil).waiting == 1)
            let second = try await trainer(of: pid) { $0 != first.words }
            #expect(first.process.words.isEmpty, "the first trainer is gone")
            #expect(second.process != first.process)
            try await Patience.wait(for: "the first job's folder to be removed") {
                daemon.folder.names("jobs").contains("1") ? nil : true
            }
            #expect(try await daemon.client.batch(BatchID(1)).state == .training)
            #expect(try await daemon.client.history(of: model).changes?.count == 1)
            // Removed, it leaves no job behind either.
            _ = try await daemon.client.remove(model, reason: nil)
            try await Patience.wait(for: "the jobs' folder to be empty") { daemon.folder.names("jobs").isEmpty ? true : nil }
            #expect(try await daemon.client.models().models.isEmpty)
        }
    }

    @Test("remove takes all but what other models share and nobody has read, and a new model begins at version 1")
    func remove() async throws {
        let (first, second) = (try ModelName("points"), try ModelName("dots"))
        let content = SampleFiles.points(seed: 1)
        try await DaemonUnderTest.with { daemon in
            for model in [first, second] { try await daemon.learn(content, as: "1.csv", model: model) }
            try await daemon.learn(SampleFiles.points(seed: 2), as: "2.csv", model: first)
            _ = try await daemon.learnctl.drop(daemon.folder.file("bad.csv", "x,y,label\n"), model: "points")
            #expect(daemon.folder.names("rejected") == ["points"])
            #expect(archive(daemon).count == 3)
            // A name that the scan passes over.
            try Data("x".utf8).write(to: URL(filePath: "\(daemon.folder.state)/inbox/points/.half"))

            let ending = try await daemon.learnctl("remove", "points", "--yes", "--reason", "a typo")
            #expect(ending.status == 0, "\(ending.error)")
            #expect(
                ending.out.contains("points is removed: 2 versions and the records of 3 files deleted, with their 2 archived copies"),
                "\(ending.out)"
            )
            #expect(ending.out.contains("1 file that learnd has not read yet: it will create a new model of this name"))
            #expect(archive(daemon).count == 1)
            #expect(daemon.folder.names("rejected").isEmpty)
            #expect(daemon.folder.names("inbox/points") == [".half"])
            #expect(try await daemon.client.models().models.map(\.name) == [second])
            #expect(try await daemon.learnctl("show", "points").status == 1)
            #expect(try await daemon.predictSocket.post("/v1/models/points/predict", SampleFiles.question(seed: 9)).status == 404)

            // The other model still has its file, and can be learned again from it.
            #expect(try await daemon.client.relearn(second, reason: nil).waiting == 1)
            #expect(try await daemon.version(of: second, following: 1).state == .accepted)

            try await daemon.learn(content, as: "1.csv", model: first)
            #expect(try await daemon.client.model(first).model.serving == VersionNumber(1))
            #expect(try await daemon.client.history(of: first).changes?.map(\.kind) == [.removed])
            _ = try await daemon.client.remove(second, reason: nil)
            #expect(!daemon.folder.names("inbox").contains("dots"))
            #expect(archive(daemon).count == 1, "the first has it again")
        }
    }

    @Test("a name whose files were all refused is no model; its file is learned when the settings fit and it is relearned")
    func notYet() async throws {
        let model = try ModelName("sides")
        try await DaemonUnderTest.with { daemon in
            try await set(daemon, "models: {sides: {label: sidde}}")
            #expect(try await daemon.learnctl.drop(daemon.folder.file("1.csv", Self.sides(1)), model: "sides").status == 1)
            #expect(try await daemon.client.models().models.isEmpty)
            #expect(try await daemon.client.status().models.isEmpty)
            #expect(try await daemon.client.batches(of: model).batches.map(\.state) == [.refused])
            #expect(try await daemon.predictSocket.get("/metrics").text.contains("sides") == false)
            let shown = try await daemon.learnctl("show", "sides")
            #expect(shown.status == 1)
            #expect(shown.error.contains("there is no model 'sides' yet; its file 1.csv was refused: "), "\(shown.error)")

            try await set(daemon, "models: {sides: {label: side}}")
            #expect(try await daemon.learnctl("relearn", "sides", "--yes").status == 0)
            _ = try await daemon.batch(1, becoming: [.learned])
            #expect(try await daemon.client.models().models.map(\.name) == [model])
        }
    }

    /// Whole numbers to be predicted, which may be taken for classes.
    private static let minutes =
        "x,label\n" + (0..<600).map { row in "\(Double(row * 37 % 900) / 10 + 0.0137),\(row * 37 % 900 / 10)\n" }.joined()

    /// The label is `side`, and the last column, a number that follows from `u`, stands for it unless it is said.
    private static func sides(_ seed: UInt64) -> String {
        var random = SampleRandom(seed: seed)
        return "side,u,v\n"
            + (0..<300).map { _ in
                let isLeft = random.next() & 1 == 0
                let u = (isLeft ? -2.0 : 2.0) + random.spread() * 0.8
                return "\(isLeft ? "left" : "right"),\(u),\(2 * u + random.spread() * 0.1)\n"
            }.joined()
    }

    /// Every file of the archive.
    private func archive(_ daemon: DaemonUnderTest) -> [String] {
        daemon.folder.names("archive").filter { $0.count == 2 }.flatMap { daemon.folder.names("archive/\($0)") }
    }

    private func trainer(
        of daemon: pid_t,
        _ isRight: @escaping ([String]) -> Bool
    ) async throws -> (process: TrainerProcess, words: [String]) {
        try await Patience.wait(for: "the trainer") {
            guard let process = TrainerProcess.find(childOf: daemon) else { return nil }
            let words = process.words
            return words.contains("train") && isRight(words) ? (process, words) : nil
        }
    }

    private func write(_ daemon: DaemonUnderTest, _ settings: String) throws {
        try daemon.folder.settings(settings)
    }

    /// Writes the settings and has them read.
    ///
    /// - Returns: What `reload` said.
    @discardableResult
    private func set(_ daemon: DaemonUnderTest, _ settings: String) async throws -> String {
        try write(daemon, settings)
        let ending = try await daemon.learnctl("reload")
        guard ending.status == 0 else { throw TestFailure("reload: \(ending.error)") }
        return ending.out
    }
}

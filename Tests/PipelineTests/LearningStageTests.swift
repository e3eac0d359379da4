import ContinualLearning
import Domain
import Files
import Glibc
import Pipeline
import Registry
import Testing

/// The learning stage without processes: every way in which a job may go.
@Suite("Learning stage", .timeLimit(.minutes(2)))
struct LearningStageTests {
    let iris = try! ModelName("iris")
    let other = try! ModelName("other")

    @Test("learns what waits into a version that serves, and leaves nothing of the job behind")
    func learns() async throws {
        let stage = try StageUnderTest()
        let batch = try await stage.drop(StageUnderTest.points(1), to: iris)
        #expect(try await stage.learnNext())
        #expect(try await stage.states(batch) == [.learned])
        #expect(stage.host.serving(iris)?.number == VersionNumber(1))
        #expect(stage.children.works == ["train 1", "judge 1"] && stage.children.reads == ["read 1"])
        #expect(Folder.names(stage.settings.jobsPath).isEmpty)
        #expect(try await !stage.learnNext(), "nothing waits")
    }

    @Test("an attempt that fails is tried again, and a checkpoint further on ends the row of failures")
    func retries() async throws {
        let crash = ScriptedChildren.ends(.exited(code: 1), "out of luck")
        let crashFurther: ScriptedChildren.Act = { _, _, report in
            report(JobProgress(.train, 30, of: 60, checkpoint: 30))
            return ChildEnding(cause: .exited(code: 1))
        }
        let stage = try StageUnderTest(ScriptedChildren([crash, crashFurther, crash, ScriptedChildren.train]), attempts: 3)
        let batch = try await stage.drop(StageUnderTest.points(1), to: iris)
        try await stage.learnNext()
        #expect(try await stage.states(batch) == [.learned], "three failures, but not in a row")
        #expect(stage.children.works == ["train 1", "train 1", "train 1", "train 1", "judge 1"])
        #expect(try await stage.registry.job(JobID(1)).failedAttempts == 2, "counted from the checkpoint on")
    }

    @Test("a job that fails too often is split, and a single file is set aside with the reason")
    func splits() async throws {
        let crash = ScriptedChildren.ends(.signalled(11))
        let stage = try StageUnderTest(
            ScriptedChildren([crash, crash, ScriptedChildren.train, ScriptedChildren.judge, crash, crash]),
            attempts: 2
        )
        let first = try await stage.drop(StageUnderTest.points(1), to: iris)
        let second = try await stage.drop(StageUnderTest.points(2), to: iris)
        try await stage.learnNext()
        #expect(try await stage.states(first, second) == [.waiting, .waiting])
        try await stage.learnNext()
        #expect(try await stage.states(first, second) == [.learned, .waiting], "its halves are not joined again")
        try await stage.learnNext()
        #expect(try await stage.states(first, second) == [.learned, .setAside])
        #expect(try await stage.registry.batch(second).reason == "training: it was killed by signal 11")
    }

    @Test("what would fail again is not tried again; what somebody else killed is no failure", arguments: [ChildWork.train, .judge])
    func certainAndOutside(work: ChildWork) async throws {
        let before = work == .train ? [] : [ScriptedChildren.train]
        let killed = ScriptedChildren.ends(.signalled(9))
        let certain = ScriptedChildren.ends(.exited(code: ChildEnding.certainFailure), "the loss is no longer a number")
        let stage = try StageUnderTest(ScriptedChildren(before + [killed, killed, killed, killed, certain]), attempts: 3)
        let batch = try await stage.drop(StageUnderTest.points(1), to: iris)
        try await stage.learnNext()
        #expect(try await stage.states(batch) == [.setAside])
        let name = work == .train ? "training" : "judging"
        #expect(try await stage.registry.batch(batch).reason == "\(name): the loss is no longer a number")
        #expect(try await stage.registry.job(JobID(1)).failedAttempts == 1)
    }

    @Test("a damaged folder is made again once, then the job fails")
    func damagedFolder() async throws {
        let damaged = ScriptedChildren.ends(.exited(code: ChildEnding.damagedFolder), "new.rows is damaged")
        let mended = try StageUnderTest(ScriptedChildren([damaged]), attempts: 1)
        let first = try await mended.drop(StageUnderTest.points(1), to: iris)
        try await mended.learnNext()
        #expect(try await mended.states(first) == [.learned])
        let broken = try StageUnderTest(ScriptedChildren([damaged, damaged]), attempts: 1)
        let second = try await broken.drop(StageUnderTest.points(1), to: iris)
        try await broken.learnNext()
        #expect(try await broken.states(second) == [.setAside])
        #expect(try await broken.registry.batch(second).reason?.contains("the disk is not to be trusted") == true)
    }

    @Test("a job whose version was left is dropped while it runs, and its files wait for the next")
    func stale() async throws {
        let stage = try StageUnderTest(ScriptedChildren([ScriptedChildren.isStopped(.stale)]))
        let batch = try await stage.drop(StageUnderTest.points(1), to: iris)
        try await stage.learnNext()
        #expect(try await stage.states(batch) == [.waiting])
        try await stage.learnNext()
        #expect(try await stage.states(batch) == [.learned])
        #expect(stage.children.works == ["train 1", "train 2", "judge 2"])
    }

    @Test("a job whose parent was left before it is taken up again is dropped without being trained")
    func staleBefore() async throws {
        let stage = try StageUnderTest()
        let learned = try await stage.drop(StageUnderTest.points(1), to: iris)
        try await stage.learnNext()
        _ = try await stage.drop(StageUnderTest.points(2), to: iris)
        try await stage.learnNext()
        let third = try await stage.drop(StageUnderTest.points(3), to: iris)
        stage.children.then(ScriptedChildren.isStopped(.shutdown))
        await #expect(throws: CancellationError.self) { try await stage.learnNext() }
        // The next daemon.
        let next = try StageUnderTest.next(after: stage)
        _ = try await next.registry.rollback(iris, to: VersionNumber(1), requeue: false, reason: nil, by: .daemon, dryRun: false)
        try await next.learnNext()
        #expect(next.children.works.isEmpty)
        #expect(try await next.states(learned, third) == [.learned, .waiting])
    }

    @Test("a job that the daemon's end stopped goes on as the same job")
    func shutdown() async throws {
        let stage = try StageUnderTest(ScriptedChildren([ScriptedChildren.isStopped(.shutdown)]))
        let batch = try await stage.drop(StageUnderTest.points(1), to: iris)
        await #expect(throws: CancellationError.self) { try await stage.learnNext() }
        #expect(try await stage.states(batch) == [.training])
        let next = try StageUnderTest.next(after: stage)
        try await next.learning.sweep()
        try await next.learnNext()
        #expect(next.children.works == ["train 1", "judge 1"] && next.children.reads.isEmpty, "its rows lie there")
        #expect(try await next.states(batch) == [.learned])
    }

    @Test("a long job makes way for another model's file and goes on afterwards, by turns")
    func turns() async throws {
        let stage = try StageUnderTest(ScriptedChildren([ScriptedChildren.isStopped(.turn)]))
        let long = try await stage.drop(StageUnderTest.points(1), to: iris)
        let short = try await stage.drop(StageUnderTest.points(2), to: other)
        let later = try await stage.drop(StageUnderTest.points(3), to: other)
        try await stage.learnNext()
        #expect(try await stage.states(long, short) == [.training, .waiting])
        // The other's files are one job here; a further file of its waits behind the long job's next turn.
        try await stage.learnNext()
        #expect(try await stage.states(long, short, later) == [.training, .learned, .learned])
        let further = try await stage.drop(StageUnderTest.points(4), to: other)
        stage.children.then(ScriptedChildren.isStopped(.turn))
        try await stage.learnNext()
        #expect(try await stage.states(long, further) == [.training, .waiting])
        try await stage.learnNext()
        try await stage.learnNext()
        #expect(try await stage.states(long, further) == [.learned, .learned])
        #expect(stage.children.works == ["train 1", "train 2", "judge 2", "train 1", "train 3", "judge 3", "train 1", "judge 1"])
    }

    @Test("a child is stopped after its turn only once another model's file waits, and comes to the same version")
    func turnIsWatched() async throws {
        let waits: ScriptedChildren.Act = { directory, stop, _ in
            // A training that takes as long as it may.
            while !stop.isStopped { _ = poll(nil, 0, 20) }
            return ChildEnding(cause: .stopped)
        }
        let stage = try StageUnderTest(ScriptedChildren([waits]), turn: .milliseconds(1))
        let long = try await stage.drop(StageUnderTest.points(1), to: iris)
        let work = Task { try await stage.learnNext() }
        while stage.children.works.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await stage.states(long) == [.training], "alone it may take as long as it takes")
        #expect(stage.children.works == ["train 1"])
        let short = try await stage.drop(StageUnderTest.points(2), to: other)
        _ = try await work.value
        try await stage.learnNext()
        #expect(try await stage.states(long, short) == [.training, .learned])
        try await stage.learnNext()
        let undisturbed = try StageUnderTest()
        _ = try await undisturbed.drop(StageUnderTest.points(1), to: iris)
        try await undisturbed.learnNext()
        let digests = [
            try await stage.registry.version(VersionNumber(1), of: iris).digest,
            try await undisturbed.registry.version(VersionNumber(1), of: iris).digest,
        ]
        #expect(digests[0] == digests[1])
    }

    @Test("a version that was committed and does not load is no fault of its files: its ancestor serves on, and the model is paused")
    func loadsNot() async throws {
        let stage = try StageUnderTest()
        _ = try await stage.drop(StageUnderTest.points(1), to: iris)
        try await stage.learnNext()
        let spoiled: ScriptedChildren.Act = { directory, _, _ in
            let ending = try ScriptedChildren.truly(.judge, directory)
            let candidate = VersionDirectory(path: directory.candidate)
            var parts = try candidate.read()
            parts[0].bytes = Array("{}".utf8)
            try candidate.write(parts)
            return ending
        }
        stage.children.then(ScriptedChildren.train, spoiled)
        let second = try await stage.drop(StageUnderTest.points(2), to: iris)
        try await stage.learnNext()
        #expect(try await stage.registry.job(JobID(2)).state == .succeeded)
        #expect(stage.host.serving(iris)?.number == VersionNumber(1))
        let model = try await stage.registry.model(iris)
        #expect(
            model.servingVersion == VersionNumber(1) && model.paused?.reason.hasPrefix("fell back to version 1: ") == true,
            "\(String(describing: model.paused))"
        )
        // As at a start with a damaged version: set aside for a person to decide on, for the version's sake and not for a failed job.
        #expect(try await stage.states(second) == [.setAside])
        #expect(try await stage.registry.job(JobID(2)).failedAttempts == 0)
    }

    @Test("a job whose record this release cannot read fails by itself, and the next model's is begun")
    func unreadableRecord() async throws {
        let stage = try StageUnderTest(attempts: 1)
        let first = try await stage.drop(StageUnderTest.points(1), to: iris, schema: Array(#"{"columns":"of another release"}"#.utf8))
        let second = try await stage.drop(StageUnderTest.points(2), to: other)
        #expect(try await stage.learnNext())
        let failed = try await stage.registry.batch(first)
        #expect(failed.state == .setAside)
        #expect(failed.reason?.hasPrefix("what is recorded of it cannot be read by this release") == true, "\(failed.reason ?? "")")
        #expect(try await stage.learnNext())
        #expect(try await stage.states(second) == [.learned], "the second model's turn never comes")
        #expect(try await !stage.learnNext())
    }

    @Test("a file that is no longer in the archive fails its job with the reason")
    func lostFile() async throws {
        let stage = try StageUnderTest(attempts: 1)
        let batch = try await stage.drop(StageUnderTest.points(1), to: iris, isArchived: false)
        try await stage.learnNext()
        #expect(try await stage.registry.batch(batch).reason?.contains("the archived copy cannot be opened") == true)
    }

    @Test("a reader that fails is tried again, and what would fail again is not")
    func reading() async throws {
        let stage = try StageUnderTest(ScriptedChildren([ScriptedChildren.ends(.signalled(11))]), attempts: 2)
        stage.children.scriptReading()
        let first = try await stage.drop(StageUnderTest.points(1), to: iris)
        stage.children.then({ directory, _, _ in try ScriptedChildren.truly(.read, directory) })
        try await stage.learnNext()
        #expect(try await stage.states(first) == [.learned])
        #expect(stage.children.reads == ["read 1", "read 1"])
        let second = try await stage.drop(StageUnderTest.points(2), to: iris)
        stage.children.then(ScriptedChildren.ends(.exited(code: ChildEnding.certainFailure), "a.csv: it is not what it was"))
        try await stage.learnNext()
        #expect(try await stage.registry.batch(second).reason == "reading: a.csv: it is not what it was")
    }

    @Test("blobs that no version lists are removed between two jobs, when they are asked to be")
    func sweep() async throws {
        let stage = try StageUnderTest()
        let part = VersionPart(name: "model", kind: .document, bytes: Array("{}".utf8))
        _ = try await stage.registry.storeBlobs([part])
        #expect(try await !stage.learnNext())
        #expect(try await stage.registry.sweepOrphans().count == 1, "nobody had asked for it")
        _ = try await stage.registry.storeBlobs([part])
        await stage.learning.sweepBlobs()
        #expect(try await !stage.learnNext())
        #expect(try await stage.registry.sweepOrphans().count == 0)
    }
}

import ContinualLearning
import Domain
import Files
import Glibc
import Hashing
import Pipeline
import Registry
import Testing

/// Versions derived again.
@Suite("Verification", .timeLimit(.minutes(2)))
struct VerificationTests {
    let iris = try! ModelName("iris")

    /// Two versions, the second learned from two files at once.
    private func stage(turn: Duration = .seconds(60)) async throws -> StageUnderTest {
        let stage = try StageUnderTest(turn: turn)
        _ = try await stage.drop(StageUnderTest.points(1), to: iris)
        try await stage.learnNext()
        for seed in 2...3 { _ = try await stage.drop(StageUnderTest.points(seed), to: iris) }
        try await stage.learnNext()
        return stage
    }

    private func verify(_ number: Int, in stage: StageUnderTest) async throws -> Verification {
        let runner = Task {
            while !Task.isCancelled {
                if try await !stage.learnNext() { try await Task.sleep(for: .milliseconds(5)) }
            }
        }
        defer { runner.cancel() }
        return try await stage.learning.verification(of: VersionNumber(number), of: iris) {}
    }

    @Test("comes to the same bytes, version for version, and says by what they were made")
    func equal() async throws {
        let stage = try await stage()
        for number in 1...2 {
            let verification = try await verify(number, in: stage)
            #expect(verification.outcome == .equal)
            #expect(verification.making == .current)
        }
        #expect(stage.children.works.suffix(2) == ["train verify-iris-1", "train verify-iris-2"])
        #expect(Folder.names(stage.settings.jobsPath).isEmpty)
    }

    @Test("names a file of the archive that is not what it was, and one that is gone")
    func archive() async throws {
        let stage = try await stage()
        let digest = SHA256.hash(StageUnderTest.points(2))
        let path = try stage.archivePath(of: digest)
        var bytes = try WholeFile.read(path)
        bytes[20] ^= 1
        try WholeFile.write(bytes, to: path)
        guard case .damaged(let faults) = try await verify(2, in: stage).outcome else {
            Issue.record("not damaged")
            return
        }
        #expect(faults.count == 1 && faults[0].contains("batch 2 ('\(digest.short).csv')") && faults[0].contains(path), "\(faults)")
        #expect(unlink(path) == 0)
        guard case .damaged(let gone) = try await verify(2, in: stage).outcome else {
            Issue.record("not damaged")
            return
        }
        #expect(gone.count == 1 && gone[0].contains("batch 2"), "\(gone)")
        #expect(try await verify(1, in: stage).outcome == .equal, "the other version rests on another file")
    }

    @Test("names the parts that come out otherwise, if the version was made by the same recipe and kind of CPU")
    func different() async throws {
        let other: ScriptedChildren.Act = { directory, _, _ in
            let ending = try ScriptedChildren.truly(.train, directory)
            let candidate = VersionDirectory(path: directory.candidate)
            var parts = try candidate.read()
            let memory = try #require(parts.firstIndex { $0.name == VersionContent.memory })
            parts[memory].bytes.append(0)
            try candidate.write(parts)
            return ending
        }
        let stage = try await stage()
        stage.children.then(other)
        #expect(try await verify(2, in: stage).outcome == .different(parts: ["memory"]))

        // Made by a release that recorded nothing of it.
        let former: ScriptedChildren.Act = { directory, _, _ in
            let ending = try ScriptedChildren.truly(.train, directory)
            let path = directory.candidate + "/report.json"
            let report = try CanonicalJSON.decode(TrainingReport.self, from: SealedFile.read(path))
            let old = TrainingReport(steps: report.steps, seconds: 1, loss: report.loss, memoryRows: report.memoryRows)
            try SealedFile.write(CanonicalJSON.encode(old), to: path)
            return ending
        }
        _ = try await stage.drop(StageUnderTest.points(4), to: iris)
        stage.children.then(former)
        try await stage.learnNext()
        stage.children.then(other)
        let verification = try await verify(3, in: stage)
        #expect(verification.outcome == .incomparable && verification.making == nil)
    }

    @Test("takes turns with jobs, and is told of the daemon's end")
    func turns() async throws {
        let stage = try await stage(turn: .milliseconds(1))
        stage.children.then { _, stop, _ in
            while !stop.isStopped { _ = poll(nil, 0, 10) }
            return ChildEnding(cause: .stopped)
        }
        async let answer = verify(1, in: stage)
        while stage.children.works.last != "train verify-iris-1" { try await Task.sleep(for: .milliseconds(5)) }
        let waiting = try await stage.drop(StageUnderTest.points(4), to: iris)
        let outcome = try await answer.outcome
        #expect(outcome == .equal)
        #expect(try await stage.states(waiting) == [.learned])
        #expect(stage.children.works.suffix(4) == ["train verify-iris-1", "train 3", "judge 3", "train verify-iris-1"], "it has made way")

        let (learning, iris) = (stage.learning, iris)
        let late = Task { try await learning.verification(of: VersionNumber(1), of: iris) {} }
        try await Task.sleep(for: .milliseconds(50))
        stage.learning.endErrands()
        await #expect(throws: Refusal(.unavailable, what: "the daemon is stopping", fix: "try again once it runs")) { try await late.value }
    }

    @Test("of a version that is not there is refused")
    func unknown() async throws {
        let stage = try await stage()
        await #expect(throws: Refusal.self) { try await stage.learning.verification(of: VersionNumber(9), of: iris) {} }
    }
}

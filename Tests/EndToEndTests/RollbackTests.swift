import Domain
import Glibc
import LearnAPI
import Testing

@Suite("Going back")
struct RollbackTests {
    private let model = try! ModelName("digits")

    @Test("rollback brings back predictions and memory byte for byte, and the next file builds on the version gone back to")
    func rollbackMeansBack() async throws {
        let afterRollback = try await DaemonUnderTest.with { daemon in
            let question = try SampleFiles.digitsQuestion(1)
            var answers: [[UInt8]] = []
            for number in 1...3 {
                let ending = try await daemon.learnctl.drop(SampleFiles.digits(number), model: "digits")
                #expect(ending.status == 0, "\(ending.out)\(ending.error)")
                #expect(ending.out.contains("learned: version \(number) serves (batch \(number), "))
                answers.append(try await daemon.predictSocket.post("/v1/models/digits/predict", question).body)
            }
            #expect(Set(answers).count == 3)

            let back = try await daemon.learnctl("rollback", "digits", "--reason", "trying it")
            #expect(back.status == 0, "\(back.error)")
            #expect(back.out.contains("digits rolled back from version 3 to version 2"))
            #expect(back.out.contains("batch 3 (digits-3-classes-4-5.csv) is now set aside"))
            #expect(back.out.contains("digits is paused: files are accepted but not learned until you run 'learnctl resume digits'"))
            #expect(try await daemon.predictSocket.post("/v1/models/digits/predict", question).body == answers[1])

            // On hold, a file is taken and waits; it is learned on top of the version gone back to.
            let waiting = try await daemon.learnctl.drop(SampleFiles.digits(4), model: "digits")
            #expect(waiting.status == 1)
            #expect(try await daemon.client.resume(model).changed)
            let version = try await daemon.version(of: model, following: 3)
            #expect(version.parent == VersionNumber(2))
            #expect(version.state == .accepted)
            #expect(version.files.map(\.file) == ["digits-4-classes-6-7.csv"])

            // Once more: from version 4 to its parent, and further back each time, by lineage and not by number.
            #expect(try await daemon.client.rollback(model, RollbackRequest(dryRun: false, requeue: false)).to == VersionNumber(2))
            let further = try await daemon.client.rollback(model, RollbackRequest(dryRun: false, requeue: false))
            #expect(further.to == VersionNumber(1))
            #expect(further.batches.map(\.id) == [BatchID(2)])
            #expect(try await daemon.predictSocket.post("/v1/models/digits/predict", question).body == answers[0])
            let nothing = try await daemon.learnctl("rollback", "digits")
            #expect(nothing.status == 1)
            #expect(nothing.error.contains("model 'digits' has nothing to go back to: version 1 is the first that served"))
            return version.digest
        }

        // A version's digest covers weights, replay memory, holdout and lineage: a daemon that never saw the third file comes to the same.
        let withoutTheThird = try await DaemonUnderTest.with { daemon in
            for number in [1, 2, 4] { #expect(try await daemon.learnctl.drop(SampleFiles.digits(number), model: "digits").status == 0) }
            return try await daemon.client.version(VersionNumber(3), of: model).version.digest
        }
        #expect(afterRollback == withoutTheThird)
    }

    @Test("what a rollback set aside does not come back with the same file dropped again; 'requeue' has it learned")
    func setAsideTwin() async throws {
        let model = try ModelName("points")
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            try await daemon.learn(SampleFiles.points(seed: 2), as: "second.csv", model: model)
            #expect(try await daemon.learnctl("rollback", "points").status == 0)
            #expect(try await daemon.learnctl("resume", "points").status == 0)
            let again = try await daemon.learnctl.drop(daemon.folder.file("export.csv", SampleFiles.points(seed: 2)), model: "points")
            #expect(again.status == 1)
            #expect(again.out.contains("same content as batch 2"), "\(again.out)")
            #expect(again.out.contains("to have it learned, run 'learnctl requeue 2'"), "\(again.out)")
            #expect(try await daemon.client.versions(of: model).serving == VersionNumber(1))
            #expect(try await daemon.learnctl("requeue", "2").status == 0)
            #expect(try await daemon.batch(2, becoming: [.learned]).version == VersionNumber(3))
        }
    }

    @Test("a dry run tells what would happen and changes nothing; the log says who went back, when and why")
    func dryRunAndLog() async throws {
        let points = try ModelName("points")
        try await DaemonUnderTest.with { daemon in
            for seed in [1, 2] as [UInt64] {
                try await daemon.learn(SampleFiles.points(seed: seed), as: "\(seed).csv", model: points)
            }
            let told = try await daemon.learnctl("rollback", "points", "--dry-run")
            #expect(told.status == 0)
            #expect(try await daemon.client.model(points).model.serving == VersionNumber(2))
            #expect(try await daemon.client.model(points).model.paused == nil)

            #expect(try await daemon.learnctl("rollback", "points", "--requeue", "--reason", "a doubt").status == 0)
            let last = try #require(try await daemon.client.history(of: points).activations.first)
            #expect(last.kind == .rollback)
            #expect(last.from == VersionNumber(2) && last.to == VersionNumber(1))
            #expect(last.reason == "a doubt")
            #expect(last.by.uid == getuid())

            // What was queued again is learned after the hold, to the very version that was left: the same parent, file, settings and seed.
            _ = try await daemon.client.resume(points)
            let again = try await daemon.version(of: points, following: 2)
            #expect(again.digest == (try await daemon.client.version(VersionNumber(2), of: points).version.digest))
        }
    }

    @Test("going back and forth a thousand times under load, every answer is that of the version it names")
    func swapsUnderLoad() async throws {
        let points = try ModelName("points")
        try await DaemonUnderTest.with { daemon in
            for seed in [1, 2] as [UInt64] {
                try await daemon.learn(SampleFiles.points(seed: seed), as: "\(seed).csv", model: points)
            }
            let rows = SampleFiles.question(seed: 9)
            let expected = try await withThrowingTaskGroup { group in
                for number in [1, 2] {
                    group.addTask {
                        (number, try await daemon.predictSocket.post("/v1/models/points/versions/\(number)/predict", rows).text)
                    }
                }
                return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
            }
            #expect(expected[1] != expected[2])

            let seen = try await withThrowingTaskGroup { group in
                for _ in 0..<3 {
                    group.addTask {
                        var seen: [String: Int] = [:]
                        while !Task.isCancelled {
                            let answer = try await daemon.predictSocket.post("/v1/models/points/predict", rows)
                            guard answer.status == 200 else { throw TestFailure("\(answer.status): \(answer.text)") }
                            seen[answer.text, default: 0] += 1
                        }
                        return seen
                    }
                }
                for turn in 0..<1_000 {
                    let wish = RollbackRequest(to: VersionNumber(turn % 2 == 0 ? 1 : 2), dryRun: false, requeue: false)
                    #expect(try await daemon.client.rollback(points, wish).applied)
                }
                group.cancelAll()
                return try await group.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
            }
            // The whole body is compared: the version that it names and the numbers belong together.
            #expect(Set(seen.keys) == Set(expected.values))
            #expect(seen.values.reduce(0, +) > 500)
            // A page at a time.
            let page = try await daemon.client.history(of: points)
            let rest = try await daemon.client.history(of: points, before: page.before)
            #expect(page.activations.count == 1_000 && page.before != nil && rest.activations.count == 2 && rest.before == nil)
            let newest = try await daemon.client.versions(of: points, limit: 1)
            #expect(newest.versions.map(\.number.rawValue) == [2] && newest.before == VersionNumber(2))
            #expect(try await daemon.client.versionNumbers(of: points).map(\.rawValue) == [1, 2])
        }
    }
}

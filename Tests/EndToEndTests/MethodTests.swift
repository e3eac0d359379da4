import Domain
import Files
import GRDB
import LearnAPI
import Testing

@Suite("Methods of learning")
struct MethodTests {
    private let model = try! ModelName("points")

    /// What is stored of a model's sums: the numbers of versions whose sums have bytes, and of those whose sums were dropped.
    private func sums(_ daemon: DaemonUnderTest) async throws -> (stored: [Int], dropped: [Int]) {
        _ = await daemon.stop()
        let queue = try DatabaseQueue(path: daemon.folder.database)
        let found = try await queue.read { database in
            try [false, true].map { dropped in
                try Int.fetchAll(
                    database,
                    sql: """
                        SELECT number FROM version_part JOIN blob ON blob.id = version_part.blob_id
                        WHERE name = 'sums/products' AND dropped = ? ORDER BY number
                        """,
                    arguments: [dropped]
                )
            }
        }
        try queue.close()
        try await daemon.start()
        return (found[0], found[1])
    }

    @Test("a closed form's sums are stored of two versions, and made again where a job goes on from another", .timeLimit(.minutes(10)))
    func sumsMadeAgain() async throws {
        try await DaemonUnderTest.with(["defaults.training.method=analytic", "defaults.training.features=400"]) { daemon in
            for seed in 1...4 as ClosedRange<UInt64> {
                try await daemon.learn(SampleFiles.points(seed: seed), as: "\(seed).csv", model: model)
            }
            let kept = try await sums(daemon)
            #expect(kept.stored == [3, 4] && kept.dropped == [1, 2])
            let answer = try await daemon.predictSocket.post("/v1/models/points/predict", SampleFiles.question(seed: 9))
            #expect(answer.status == 200)

            // A version without its sums answers, and is what it was.
            let first = try await daemon.learnctl("rollback", "points", "--to", "1")
            #expect(first.status == 0, "\(first.error)")
            let verified = try await daemon.learnctl("verify", "points", "--all")
            #expect(verified.status == 0, "\(verified.out)\(verified.error)")

            // The second file once more: from version 1, whose sums are made again, to the sums that version 2 had.
            _ = try await daemon.client.resume(model)
            #expect(try await daemon.learnctl("requeue", "2").status == 0)
            #expect(try await daemon.batch(2, becoming: [.learned]).version == VersionNumber(5))
            _ = await daemon.stop()
            let queue = try DatabaseQueue(path: daemon.folder.database)
            let digests = try await queue.read { database in
                try [2, 5].map { number in
                    try String.fetchOne(
                        database,
                        sql: """
                            SELECT hex(digest) FROM version_part JOIN blob ON blob.id = version_part.blob_id
                            WHERE name = 'sums/products' AND number = ?
                            """,
                        arguments: [number]
                    )
                }
            }
            try queue.close()
            #expect(digests[0] == digests[1])
            try await daemon.start()
            #expect(try await daemon.learnctl("check").status == 0)
        }
    }

    @Test("relearn takes another method, which stays whatever the settings say, and says of which it knows", .timeLimit(.minutes(10)))
    func relearned() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "1.csv", model: model)
            let unknown = try await daemon.learnctl("relearn", "points", "--method", "magic", "--yes")
            #expect(unknown.status == 1)
            #expect(unknown.error.contains("there is no method 'magic'") && unknown.error.contains("replay_ema"), "\(unknown.error)")

            for method in ["analytic", "replay_ema"] {
                #expect(try await daemon.learnctl("relearn", "points", "--method", method, "--yes").status == 0)
                _ = try await daemon.batch(1, becoming: [.learned])
                #expect(try await daemon.client.model(model).method == method)
                let shown = try await daemon.learnctl("show", "points")
                #expect(shown.out.contains("method   \(method)"), "\(shown.out)")
            }
            // Learned on by the same, after a start too.
            _ = await daemon.stop()
            try await daemon.start()
            try await daemon.learn(SampleFiles.points(seed: 2), as: "2.csv", model: model)
            #expect(try await daemon.client.model(model).method == "replay_ema")
        }
    }

    @Test("compare derives the history by each method, says which does better, and changes nothing", .timeLimit(.minutes(10)))
    func compared() async throws {
        try await DaemonUnderTest.with(["defaults.training.features=200"]) { daemon in
            for seed in 1...2 as ClosedRange<UInt64> {
                try await daemon.learn(SampleFiles.points(seed: seed), as: "\(seed).csv", model: model)
            }
            let before = try await daemon.client.versions(of: model)
            let answer = try await daemon.client.compare(model, methods: ["replay_ema", "analytic", "finetune"])
            #expect(answer.versions == 2 && answer.methods.map(\.method) == ["replay_ema", "analytic", "finetune"])
            #expect(answer.methods.allSatisfy { $0.rows > 0 && $0.score > 0.5 && $0.seconds > 0 && $0.bytes > 0 })
            // The model's own method comes to the model's own score.
            #expect(answer.methods.first?.score == before.versions.last?.evaluation?.all.value)
            #expect(try await daemon.client.versions(of: model) == before)
            #expect(Folder.names(daemon.folder.state + "/jobs").isEmpty)
            let told = try await daemon.learnctl("compare", "points", "--method", "er")
            #expect(told.status == 0 && told.out.contains("METHOD") && told.out.contains("er "), "\(told.out)\(told.error)")
            let unknown = try await daemon.learnctl("compare", "points", "--method", "magic")
            #expect(unknown.status == 1 && unknown.error.contains("there is no method 'magic'"), "\(unknown.error)")
            let missing = try await daemon.learnctl("compare", "nothing")
            #expect(missing.status == 1 && missing.error.contains("there is no model 'nothing'"), "\(missing.error)")
        }
    }

    @Test("the first job tries two methods and tells what both came to", .timeLimit(.minutes(10)))
    func chosen() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1, rows: 1_000), as: "1.csv", model: model)
            let evidence = try #require(try await daemon.client.model(model).evidence)
            #expect(Set(evidence.scores.keys) == ["analytic", "replay_ema"] && evidence.rows >= 50)
            #expect(try await daemon.client.model(model).method == evidence.chosen)
            let shown = try await daemon.learnctl("show", "points", "1")
            #expect(shown.out.contains("chosen") && shown.out.contains("validation rows"), "\(shown.out)")
        }
    }
}

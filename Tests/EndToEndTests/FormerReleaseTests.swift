import Domain
import FoundationEssentials
import LearnAPI
import Testing

/// A daemon that is started on what a former release left behind.
@Suite("The state of a former release")
struct FormerReleaseTests {
    private let mixed = try! ModelName("mixed")

    private func with(_ body: (DaemonUnderTest) async throws -> Void) async throws {
        try await DaemonUnderTest.with(prepare: FormerRelease.unpack, body)
    }

    /// Asks for the rows that the former release was asked for, and compares with what it said.
    private func expectRecorded(
        _ daemon: DaemonUnderTest,
        _ model: String,
        _ version: Int?,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let path = version.map { "/v1/models/\(model)/versions/\($0)/predict" } ?? "/v1/models/\(model)/predict"
        let answer = try await daemon.predictSocket.post(path, FormerRelease.question(model))
        #expect(answer.status == 200, "\(answer.text)", sourceLocation: sourceLocation)
        let difference = try FormerRelease.difference(answer.text, from: FormerRelease.answer(model, version: version))
        #expect(difference == nil, "\(path): \(difference ?? "")", sourceLocation: sourceLocation)
    }

    /// Drops what a model has not learned yet, and expects that a version with it serves.
    private func learn(
        _ daemon: DaemonUnderTest,
        _ model: String,
        _ path: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> VersionSummary {
        let ending = try await daemon.learnctl.drop(path, model: model)
        #expect(ending.status == 0, "\(path): \(ending.out)\(ending.error)", sourceLocation: sourceLocation)
        let versions = try await daemon.client.versions(of: ModelName(model)).versions
        return try #require(versions.last, sourceLocation: sourceLocation)
    }

    @Test("its database is migrated, and what the models, versions and files were is what they are")
    func migrated() async throws {
        try await with { daemon in
            let models = try FormerRelease.listing("models", as: ModelsResponse.self)
            #expect(try await daemon.client.models() == models)
            for model in FormerRelease.models {
                let listed = try FormerRelease.listing("\(model).versions", as: VersionsResponse.self)
                var now = try await daemon.client.versions(of: ModelName(model))
                // What the former release did not tell yet, of what it knew.
                for place in now.versions.indices {
                    now.versions[place].evaluation?.forgettingRows = nil
                    now.versions[place].retired = nil
                    for file in now.versions[place].files.indices { now.versions[place].files[file].state = nil }
                    // It told points of a hundred.
                    if let share = now.versions[place].evaluation?.forgetting { now.versions[place].evaluation?.forgetting = share * 100 }
                }
                #expect(now == listed)
                #expect(listed.versions.map(\.number.rawValue) == Array(try #require(FormerRelease.versions[model])))
                for version in listed.versions {
                    // Reports of the former release are documents of the form that they had then.
                    let shown = try await daemon.learnctl("show", model, "\(version.number)")
                    #expect(shown.status == 0, "\(model) \(version.number): \(shown.error)")
                }
            }
            let states = try await daemon.client.batches(of: nil, limit: 100).batches.map(\.state)
            #expect(states.count { $0 == .learned } == 6)
            for state in [BatchState.held, .setAside, .duplicate] { #expect(states.count { $0 == state } == 1) }
            #expect(states.count { $0 == .refused } == 2)
            let check = try await daemon.learnctl("check")
            #expect(check.status == 0, "\(check.out)\(check.error)")

            // The number lies in the file's header, and what was written last in the log beside it until the end.
            #expect(await daemon.stop() == .code(0))
            #expect(try form(daemon.folder.database) > 1)
            try await daemon.start()
            #expect(try await daemon.client.models() == models, "started once more")
        }
    }

    @Test("the folder is of the first form")
    func firstForm() async throws {
        let folder = try StateFolder()
        try await FormerRelease.unpack(into: folder)
        #expect(try form(folder.database) == 1)
    }

    @Test("each version answers what it answered, and so does what serves")
    func answers() async throws {
        try await with { daemon in
            for model in FormerRelease.models {
                for version in try #require(FormerRelease.versions[model]) { try await expectRecorded(daemon, model, version) }
                try await expectRecorded(daemon, model, nil)
            }
            // What was held may still be let serve.
            _ = try await daemon.client.promote(mixed, PromoteRequest(version: VersionNumber(4)))
            let answer = try await daemon.predictSocket.post("/v1/models/mixed/predict", FormerRelease.question("mixed"))
            #expect(try FormerRelease.difference(answer.text, from: FormerRelease.answer("mixed", version: 4)) == nil)
        }
    }

    @Test("numbers that are compared on another kind of CPU are found to differ where they do")
    func comparison() throws {
        for model in FormerRelease.models {
            let recorded = try FormerRelease.answer(model, version: nil)
            var answer = try JSONDecoder().decode(PredictResponse.self, from: Data(recorded.utf8))
            #expect(FormerRelease.isClose(answer, to: answer))
            let same = answer
            if let value = answer.predictions[5].value {
                answer.predictions[5].value = value * 1.001
            } else {
                for label in answer.predictions[5].probabilities!.keys { answer.predictions[5].probabilities![label]! += 0.001 }
            }
            #expect(!FormerRelease.isClose(answer, to: same))
        }
    }

    /// The former release learned and served each of these files, and nothing is wrong with them: a gate that holds one is wrong.
    @Test("each model learns its next files, and the versions before answer as they did", arguments: FormerRelease.models)
    func learnsOn(model: String) async throws {
        try await with { daemon in
            var parent = try #require(try await daemon.client.model(ModelName(model)).model.serving)
            for path in try FormerRelease.next(model) {
                let version = try await learn(daemon, model, path)
                #expect(version.state == .accepted && version.serving)
                #expect(version.parent == parent)
                #expect(version.files.count == 1)
                // Of the rows that the versions before were judged on, none is lost.
                let before = try await daemon.client.version(parent, of: ModelName(model)).version
                let (old, new) = (try #require(before.evaluation).files, try #require(version.evaluation).files)
                #expect(new.prefix(old.count).map(\.rows) == old.map(\.rows))
                // What a row is for is drawn by what it is: of each table some rows are the gate's, of the twenty images none.
                #expect(new.count == old.count + (model == "shapes" ? 0 : 1))
                parent = version.number
            }
            for version in try #require(FormerRelease.versions[model]) { try await expectRecorded(daemon, model, version) }
        }
    }

    @Test(
        "each model can be learned again by a closed form, from the files that the former release had archived",
        arguments: FormerRelease.models
    )
    func relearned(model: String) async throws {
        try await with { daemon in
            let name = try ModelName(model)
            let files = try await daemon.client.batches(of: name, limit: 100).batches.filter { $0.state == .learned }
            let again = try await daemon.learnctl("relearn", model, "--method", "analytic", "--yes")
            #expect(again.status == 0, "\(again.error)")
            for file in files { _ = try await daemon.batch(file.id.rawValue, becoming: [.learned]) }
            #expect(try await daemon.client.model(name).method == "analytic")
            // A moment after the commit it is still being loaded.
            _ = try await Patience.wait(for: "a version to answer") { try await daemon.client.model(name).model.serving }
            let answer = try await daemon.predictSocket.post("/v1/models/\(model)/predict", FormerRelease.question(model))
            #expect(answer.status == 200, "\(answer.text)")
        }
    }

    @Test("rollback goes back over the change of releases and further, and a file is learned from there")
    func rollback() async throws {
        try await with { daemon in
            let files = try FormerRelease.next("mixed")
            #expect(try await learn(daemon, "mixed", files[0]).number == VersionNumber(5))

            let back = try await daemon.learnctl("rollback", "mixed", "--reason", "trying it")
            #expect(back.status == 0, "\(back.error)")
            #expect(back.out.contains("mixed rolled back from version 5 to version 2"), "\(back.out)")
            try await expectRecorded(daemon, "mixed", nil)

            let further = try await daemon.learnctl("rollback", "mixed", "--to", "1")
            #expect(further.status == 0, "\(further.error)")
            let answer = try await daemon.predictSocket.post("/v1/models/mixed/predict", FormerRelease.question("mixed"))
            #expect(try FormerRelease.difference(answer.text, from: FormerRelease.answer("mixed", version: 1)) == nil)

            _ = try await daemon.client.resume(mixed)
            let version = try await learn(daemon, "mixed", files[1])
            #expect(version.number == VersionNumber(6) && version.parent == VersionNumber(1))
            #expect(version.state == .accepted && version.serving)
            #expect(version.files.map(\.file) == ["mixed-6.csv"])
        }
    }

    /// A new model would count each of so few rows (`rows.repeated`); these were made when none did.
    @Test("rows that come again count once in models that were made before it was a setting")
    func repeatedRows() async throws {
        try await with { daemon in
            // 120 rows, of which two come again exactly and two with another label: read and counted by the former release, learned by this one.
            #expect(try await daemon.client.requeue(BatchID(4)).rows == 116)
            #expect(try await daemon.batch(4, becoming: [.learned]).version == VersionNumber(5))
            let version = try await daemon.client.version(VersionNumber(5), of: mixed).version
            #expect(version.parent == VersionNumber(2) && version.files.map(\.rows) == [116])
            // Its gate rows are drawn by what the rows are, as they were then.
            let then = try await daemon.client.version(VersionNumber(3), of: mixed).version
            #expect(version.evaluation?.files.map(\.rows) == then.evaluation?.files.map(\.rows))

            // And a new file with the first two of its 120 rows twice is read in the same way.
            let text = try String(contentsOfFile: FormerRelease.next("mixed")[0], encoding: .utf8)
            let again = text.split(separator: "\n")[1...2].joined(separator: "\n")
            let file = try daemon.folder.file("mixed-twice.csv", text + again + "\n")
            let learned = try await learn(daemon, "mixed", file)
            #expect(learned.state == .accepted && learned.files.map(\.rows) == [120])
        }
    }

    /// `user_version`, four bytes from the 60th on in the header of an SQLite file that has no log beside it.
    private func form(_ database: String) throws -> Int {
        let log = (try? FileManager.default.attributesOfItem(atPath: database + "-wal")[.size] as? Int) ?? 0
        guard log == 0 else { throw TestFailure("the database has a log of \(log) bytes beside it") }
        return try Data(contentsOf: URL(filePath: database))[60..<64].reduce(0) { $0 << 8 | Int($1) }
    }
}

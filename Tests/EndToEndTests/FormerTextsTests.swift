import Domain
import FoundationEssentials
import LearnAPI
import Testing

/// What a release that knew no texts learned of a column of sentences: `FormerTexts/README.md`.
@Suite("A column of sentences that a former release learned as categories")
struct FormerTextsTests {
    private static let folder = FormerRelease.folder(named: "FormerTexts")
    private let model = try! ModelName("notes")

    private func with(_ body: (DaemonUnderTest) async throws -> Void) async throws {
        try await DaemonUnderTest.with(prepare: { try await FormerRelease.unpack(Self.folder, into: $0) }, body)
    }

    private func text(_ name: String) throws -> String { try String(contentsOfFile: "\(Self.folder)/\(name)", encoding: .utf8) }

    private func expectRecorded(_ daemon: DaemonUnderTest, _ version: Int) async throws {
        let answer = try await daemon.predictSocket.post("/v1/models/notes/versions/\(version)/predict", text("notes.request.json"))
        let difference = try FormerRelease.difference(answer.text, from: text("notes-\(version).json"))
        #expect(answer.status == 200 && difference == nil, "version \(version): \(difference ?? answer.text)")
    }

    private func kind(_ daemon: DaemonUnderTest) async throws -> String? {
        try await daemon.client.model(model).schema?.columns.first { $0.name == "body" }?.kind.rawValue
    }

    @Test("is answered as it was, goes on as categories, and becomes texts by a relearn", .timeLimit(.minutes(5)))
    func life() async throws {
        try await with { daemon in
            for version in 1...2 { try await expectRecorded(daemon, version) }
            #expect(try await kind(daemon) == "categorical")
            #expect(try await daemon.client.model(model).texts == nil)
            let ending = try await daemon.learnctl.drop("\(Self.folder)/notes-3.csv", model: "notes")
            #expect(ending.status == 0, "\(ending.out)\(ending.error)")
            #expect(try await kind(daemon) == "categorical")
            for version in 1...2 { try await expectRecorded(daemon, version) }

            let relearn = try await daemon.learnctl("relearn", "notes", "--yes")
            #expect(relearn.status == 0, "\(relearn.error)")
            let shown = try await Patience.wait(for: "the texts to be learned") {
                let shown = try await daemon.learnctl("show", "notes").out
                return shown.contains("read by hashed words") ? shown : nil
            }
            #expect(shown.contains(/body +text/), "\(shown)")
            for batch in 1...3 as ClosedRange<Int64> { _ = try await daemon.batch(batch, becoming: [.learned]) }
            // A moment after the commit it is still being loaded.
            _ = try await Patience.wait(for: "a version to answer") { try await daemon.client.model(model).model.serving }
            // Of an amount that may be either's, the words tell.
            for (words, team) in [("where is my chair", "delivery"), ("the mirror makes a strange noise", "repair")] {
                let answer = try await daemon.learnctl("predict", "notes", words, "amount=62", "shop=north")
                #expect(answer.status == 0 && answer.out.hasPrefix("\(team)\t"), "\(answer.out)\(answer.error)")
            }
        }
    }
}

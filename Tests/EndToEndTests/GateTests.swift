import Domain
import LearnAPI
import Testing

@Suite("The gate")
struct GateTests {
    private let model = try! ModelName("points")

    @Test("a file with shifted labels is held, not served, until a person promotes its version")
    func shiftedLabels() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "right.csv", model: model)
            let question = SampleFiles.question(seed: 9)
            let before = try await daemon.predictSocket.post("/v1/models/points/predict", question)

            let shifted = try daemon.folder.file("shifted.csv", SampleFiles.points(seed: 2, swapped: true))
            let ending = try await daemon.learnctl.drop(shifted, model: "points")
            #expect(ending.status == 5)
            let words = ending.out + ending.error
            // A later file moves a model gently: what was known stays, and the file is the odd one.
            #expect(words.contains("held by the gate (batch 2): only "), "\(words)")
            #expect(words.contains("its labels contradict what was learned before"), "\(words)")
            #expect(words.contains("leaves it out, 'learnctl requeue "))
            #expect(try await daemon.predictSocket.post("/v1/models/points/predict", question) == before)
            let held = try await daemon.client.version(VersionNumber(2), of: model)
            #expect(held.version.state == .held)
            #expect(held.gate?.passed == false)

            // The next file builds on what serves, as if the held one had never come.
            try await daemon.learn(SampleFiles.points(seed: 3), as: "next.csv", model: model)
            #expect(try await daemon.client.version(VersionNumber(3), of: model).version.parent == VersionNumber(1))

            let promoted = try await daemon.learnctl("promote", "points", "2", "--reason", "the labels did change")
            #expect(promoted.status == 0)
            #expect(promoted.out.contains("points serves version 2 instead of version 3"))
            #expect(promoted.out.contains("batch 3 (next.csv) is queued again: version 2 does not include it"))
            #expect(try await daemon.client.batch(BatchID(2)).state == .learned)
            let last = try await daemon.client.history(of: model).activations.first { $0.kind == .promoted }
            #expect(last?.to == VersionNumber(2) && last?.reason == "the labels did change")
            // What was learned beside it is learned again on top of it.
            #expect(try await daemon.version(of: model, following: 3).parent == VersionNumber(2))
        }
    }

    @Test("with the gate off the same file serves, and is judged all the same")
    func gateOff() async throws {
        try await DaemonUnderTest.with(["defaults.gate.enabled=off"]) { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "right.csv", model: model)
            try await daemon.learn(SampleFiles.points(seed: 2, swapped: true), as: "shifted.csv", model: model)
            let gate = try #require(try await daemon.client.version(VersionNumber(2), of: model).gate)
            #expect(!gate.enabled)
            #expect(gate.passed)
            #expect(gate.reasons.contains { $0.contains("its labels contradict what was learned before") }, "\(gate.reasons)")
        }
    }
}

import Domain
import FoundationEssentials
import LearnAPI
import Testing

@Suite("Several labels in one model")
struct HeadTests {
    private let model = try! ModelName("things")

    /// Rows whose `kind` goes by x and whose `size` goes by y; every third lacks the one or the other.
    private static func file(_ seed: UInt64, rows: Int = 400, size: Bool, flipped: Bool = false) -> String {
        var random = SampleRandom(seed: seed)
        var text = size ? "x,y,kind,size\n" : "x,y,kind\n"
        for row in 0..<rows {
            let (x, y) = (Double(random.below(2_000)) / 1_000 - 1, Double(random.below(2_000)) / 1_000 - 1)
            var kind = (x > 0) != flipped ? "right" : "left"
            if size, row % 6 == 1 { kind = "" }
            text += "\(x),\(y),\(kind)" + (size ? row % 6 == 4 ? "," : ",\(3 * y + 1)" : "") + "\n"
        }
        return text
    }

    /// Writes the model's labels into the settings and has them read.
    private func reload(_ daemon: DaemonUnderTest, labels: String) async throws -> String {
        try daemon.folder.settings(Self.settings(labels: labels))
        let ending = try await daemon.learnctl("reload")
        return ending.out + ending.error
    }

    private static func settings(labels: String) -> String {
        "models: {things: {labels: {\(labels)}, training: {method: replay_ema}}}"
    }

    private struct Answer: Decodable {
        struct Prediction: Decodable { var heads: [String: RowPrediction]? }
        var predictions: [Prediction]
    }

    @Test("one begins later, each is answered, judged and verified, and relearn comes to both again", .timeLimit(.minutes(10)))
    func life() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try daemon.folder.settings(Self.settings(labels: "kind: {}"))
            try await daemon.start()
            for seed in [1, 2] as [UInt64] { try await daemon.learn(Self.file(seed, size: false), as: "\(seed).csv", model: model) }
            let wrong = try await reload(daemon, labels: "kind: {task: regression}, size: {}, x: {}")
            #expect(
                wrong.contains(
                    "'size' will be learned from the next file on that has it; 'x' stays a column to learn from; 'kind' keeps its task: "
                        + "'learnctl relearn things' applies all of it"
                ),
                "\(wrong)"
            )
            let right = try await reload(daemon, labels: "kind: {}, size: {task: regression}")
            #expect(right.contains("'size' will be learned from the next file on that has it") && !right.contains("relearn"), "\(right)")

            let begun = try await daemon.learnctl.drop(daemon.folder.file("3.csv", Self.file(3, size: true)), model: "things")
            #expect(
                begun.status == 0 && begun.out.contains("the label 'size' begins with this file, as a number"),
                "\(begun.out)\(begun.error)"
            )
            try await daemon.learn(Self.file(4, size: true), as: "4.csv", model: model)
            let answer = try await daemon.predictSocket.post("/v1/models/things/predict", #"{"rows":[{"x":0.9,"y":0.5}]}"#)
            let heads = try #require(try JSONDecoder().decode(Answer.self, from: Data(answer.body)).predictions[0].heads)
            #expect(heads["kind"]?.label == "right" && abs((heads["size"]?.value ?? 0) - 2.5) < 0.6, "\(answer.text)")
            // Who asks a version from before is answered as before.
            let earlier = try await daemon.predictSocket.post("/v1/models/things/versions/2/predict", #"{"rows":[{"x":0.9,"y":0.5}]}"#)
            #expect(earlier.text.contains(#""label":"right""#) && !earlier.text.contains("heads"), "\(earlier.text)")
            let tensors = try await daemon.predictSocket.get("/v2/models/things")
            for name in ["kind.label", "kind.probabilities", "size.value"] {
                #expect(tensors.text.contains("\"\(name)\""), "\(tensors.text)")
            }

            let flipped = try await daemon.learnctl.drop(
                daemon.folder.file("5.csv", Self.file(5, rows: 1_500, size: true, flipped: true)),
                model: "things"
            )
            #expect(flipped.status == 5 && flipped.out.contains("label 'kind': "), "\(flipped.out)\(flipped.error)")
            #expect(!flipped.out.contains("label 'size': "), "\(flipped.out)")

            let verified = try await daemon.learnctl("verify", "things", "--all")
            #expect(
                verified.status == 0 && verified.out.split(separator: "\n").count { $0.contains(": equal") } == 5,
                "\(verified.out)\(verified.error)"
            )
            let shown = try await daemon.learnctl("show", "things", "4")
            #expect(
                shown.out.contains("MEAN SCORE") && shown.out.contains("label kind") && shown.out.contains("label size"),
                "\(shown.out)"
            )

            #expect(try await daemon.learnctl("set-aside", "5").status == 0)
            let again = try await daemon.learnctl("relearn", "things", "--yes")
            #expect(again.status == 0 && again.out.contains("label 'kind, size'"), "\(again.out)\(again.error)")
            _ = try await daemon.batch(4, becoming: [.learned])
            let schema = try #require(try await daemon.client.model(model).schema)
            #expect(schema.heads?.map(\.label) == ["kind", "size"] && schema.heads?.map(\.task) == [.classification, .regression])

            // A file that says nothing of one label has no new names for its classes.
            let silent = Self.file(6, size: true).replacing(",right,", with: ",,").replacing(",left,", with: ",,")
            let dropped = try await daemon.learnctl.drop(daemon.folder.file("6.csv", silent), model: "things")
            #expect(!dropped.out.contains("none of its labels"), "\(dropped.out)\(dropped.error)")
        }
    }
}

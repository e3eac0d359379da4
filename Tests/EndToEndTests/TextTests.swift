import BaseSamples
import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

@Suite("Texts, and the bases that they are read with")
struct TextTests {
    private let model = try! ModelName("tickets")

    private static let topics = [
        ("cards", ["card", "lost", "stolen", "pin"]), ("money", ["refund", "charged", "bill", "amount"]),
        ("parcels", ["parcel", "late", "courier", "delivered"]),
    ]
    private static let others = ["my", "the", "please", "is", "was", "and", "again", "help", "with", "me", "of", "it"]

    /// Sentences, of which the words of one topic say what they are about.
    private static func tickets(_ seed: UInt64, rows: Int = 240, longest: Int = 8) -> String {
        var random = SampleRandom(seed: seed)
        var text = "body,about\n"
        for _ in 0..<rows {
            let topic = topics[random.below(topics.count)]
            var words = (0..<4 + random.below(longest - 3)).map { _ in others[random.below(others.count)] }
            for place in 0..<2 { words[place * 2] = topic.1[random.below(topic.1.count)] }
            text += "\(words.joined(separator: " ")),\(topic.0)\n"
        }
        return text
    }

    /// A folder of a small encoder that knows these words.
    private func base(_ daemon: DaemonUnderTest, _ name: String = "tiny", seed: UInt64 = 1) throws -> String {
        let folder = "\(daemon.folder.path)/\(name)"
        try TinyBase.write(to: folder, words: Self.topics.flatMap(\.1) + Self.others, seed: seed)
        return folder
    }

    /// Changes a byte of a base's weights as a failing disk does: neither size nor time tells.
    private func alter(_ path: String) throws {
        var status = stat()
        guard stat(path, &status) == 0 else { throw TestFailure("there is no '\(path)'") }
        chmod(path, 0o644)
        guard let file = fopen(path, "r+") else { throw TestFailure("'\(path)' does not open") }
        fseek(file, 8_000, SEEK_SET)
        let byte = fgetc(file)
        fseek(file, 8_000, SEEK_SET)
        fputc(byte ^ 1, file)
        fclose(file)
        var times = [status.st_atim, status.st_mtim]
        utimensat(AT_FDCWD, path, &times, 0)
    }

    private func digest(_ daemon: DaemonUnderTest) async throws -> Digest {
        try #require(try await daemon.client.bases().bases.first?.digest)
    }

    @Test("are read with a base that was added, which stays as long as a version needs it", .timeLimit(.minutes(5)))
    func life() async throws {
        try await DaemonUnderTest.with { daemon in
            let none = try await daemon.learnctl("base", "list")
            #expect(none.out == "no bases; add one with 'learnctl base add DIR', or run 'make base'\n")
            let hashed = try await daemon.learn(Self.tickets(1), as: "1.csv", model: model)
            #expect(
                hashed.contains(
                    "texts are read by hashed words; a pretrained encoder understands more: 'make base' (installed: 'learnctl base add DIR'), "
                        + "then 'learnctl relearn tickets'"
                ),
                "\(hashed)"
            )
            let added = try await daemon.learnctl("base", "add", base(daemon))
            #expect(added.out.hasPrefix("tiny added: bert, 1 layers, width 64, texts of up to 32 tokens, "), "\(added.out)\(added.error)")
            let digest = try await digest(daemon)
            let before = try await daemon.learnctl("show", "tickets")
            #expect(before.out.contains("read by hashed words; 'learnctl relearn tickets' has them read with tiny"), "\(before.out)")

            let relearn = try await daemon.learnctl("relearn", "tickets", "--yes")
            #expect(relearn.status == 0, "\(relearn.error)")
            let after = try await Patience.wait(for: "the model to be read with the base") {
                let shown = try await daemon.learnctl("show", "tickets").out
                return shown.contains("read with tiny") ? shown : nil
            }
            #expect(after.contains("read with tiny (\(digest.short)), up to 32 tokens of each"), "\(after)")
            // A moment after the commit it is still being loaded.
            _ = try await Patience.wait(for: "a version to answer") { try await daemon.client.model(model).model.serving }
            let answer = try await daemon.learnctl("predict", "tickets", "my pin was stolen and it is late")
            #expect(answer.status == 0 && answer.out.hasPrefix("cards\t"), "\(answer.out)\(answer.error)")
            let request = SocketRequest(socket: daemon.folder.predictSocket)
            let plain = try await request.post("/v1/models/tickets/predict", #"{"text":["the courier","refund the amount"]}"#)
            let labels = String(decoding: plain.body, as: UTF8.self)
            #expect(labels.contains(#""label":"parcels""#) && labels.contains(#""label":"money""#), "\(labels)")

            let listed = try await daemon.learnctl("base", "list")
            #expect(listed.out.contains("\(digest.short)  tiny") && listed.out.contains("read by tickets"), "\(listed.out)")
            let refused = try await daemon.learnctl("base", "remove", "tiny")
            #expect(refused.status == 1 && refused.error.contains("version 2 of 'tickets' reads texts with the base \(digest.short)"))
            let cache = "\(daemon.folder.state)/cache/texts"
            #expect(access("\(cache)/\(digest)", F_OK) == 0, "its texts' vectors are kept")
            _ = try await daemon.learnctl("remove", "tickets", "--yes")
            #expect(access(cache, F_OK) != 0, "nothing of its texts is")
            let removed = try await daemon.learnctl("base", "remove", "tiny")
            #expect(removed.status == 0 && removed.out == "base \(digest.short) removed\n", "\(removed.out)\(removed.error)")
        }
    }

    @Test("are cut as the settings say, which the batch tells, and by the base that they name", .timeLimit(.minutes(5)))
    func settings() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try daemon.folder.settings("models: {tickets: {text: {tokens: 9, base: second}}}")
            try await daemon.start(["trainer.attempts=1"])
            _ = try await daemon.learnctl("base", "add", base(daemon, "first"))
            let absent = try await daemon.learnctl.drop(daemon.folder.file("1.csv", Self.tickets(1, longest: 12)), model: "tickets")
            #expect(absent.status == 1, "\(absent.out)\(absent.error)")
            #expect(
                absent.out.contains("text.base: there is no base 'second', only first (") && absent.out.contains("'learnctl base list'"),
                "\(absent.out)"
            )
            _ = try await daemon.learnctl("base", "add", base(daemon, "second", seed: 2))
            _ = try await daemon.learnctl("requeue", "1")
            _ = try await daemon.batch(1, becoming: [.learned])
            let shown = try await daemon.learnctl("show", "tickets")
            #expect(shown.out.contains("read with second") && shown.out.contains("up to 9 tokens of each"), "\(shown.out)")
            let ending = try await daemon.learnctl.drop(daemon.folder.file("2.csv", Self.tickets(2, longest: 12)), model: "tickets")
            #expect(
                ending.out.contains(/warning: [0-9]+ texts of 'body' were longer than 9 tokens and cut: raise text\.tokens and/),
                "\(ending.out)"
            )

            // What it was made with holds until it is learned again.
            let rows = Self.tickets(9, rows: 40, longest: 12)
            let file = try daemon.folder.file("new.csv", rows)
            let answers = try await daemon.learnctl("predict", "tickets", file).out
            try daemon.folder.settings("models: {tickets: {text: {tokens: 30, base: first}}}")
            let reload = try await daemon.learnctl("reload")
            let told = reload.out + reload.error
            #expect(told.contains("no effect yet: tickets has versions and keeps text.tokens 9"), "\(told)")
            #expect(told.contains("text.base second"), "\(told)")
            try await daemon.learn(Self.tickets(3), as: "3.csv", model: model)
            let again = try await daemon.learnctl("predict", "tickets", "--version", "2", file).out
            #expect(again == answers)
            #expect(try await daemon.learnctl("show", "tickets").out.contains("up to 9 tokens of each"))
        }
    }

    @Test("of another kind have no label where the settings say so, and a distance", .timeLimit(.minutes(5)))
    func unknown() async throws {
        try await DaemonUnderTest.withStopped { daemon in
            try daemon.folder.settings("models: {tickets: {answers: {least_probability: 0.9}}}")
            try await daemon.start([])
            try await daemon.learn(Self.tickets(1), as: "1.csv", model: model)
            let request = SocketRequest(socket: daemon.folder.predictSocket)
            let plain = try await request.post(
                "/v1/models/tickets/predict",
                #"{"text":["my pin was stolen and it is late, the card is lost","zwei Pfund Mehl und etwas Salz"]}"#
            )
            let answer = try JSONDecoder().decode(PredictResponse.self, from: Data(plain.body))
            let (known, other) = (answer.predictions[0], answer.predictions[1])
            #expect(known.label == "cards" && other.label == nil, "\(answer)")
            #expect(other.probability! < 0.9 && other.probabilities?.count == 3)
            #expect(other.distance! > known.distance!)
            let compared = try await daemon.learnctl("compare", "tickets")
            let table = compared.out
            #expect(compared.status == 0 && table.contains("analytic") && !table.contains("replay_ema"), "\(table)\(compared.error)")
            let network = try await daemon.learnctl("compare", "tickets", "--method", "replay_ema")
            #expect(
                network.status == 1 && network.error.contains("a network over texts is trained from a pretrained base"),
                "\(network.error)"
            )
            let row = try await daemon.learnctl("predict", "tickets", "zwei Pfund Mehl und etwas Salz")
            #expect(row.status == 0 && row.out.hasPrefix("\t0."), "\(row.out)\(row.error)")
        }
    }

    @Test("are not learned with a base of which a byte was altered, and 'check' names it", .timeLimit(.minutes(5)))
    func altered() async throws {
        try await DaemonUnderTest.with { daemon in
            let folder = try base(daemon)
            _ = try await daemon.learnctl("base", "add", folder)
            try await daemon.learn(Self.tickets(1), as: "1.csv", model: model)
            let digest = try await digest(daemon)
            let weights = "\(daemon.folder.state)/bases/\(digest)/weights"
            let well = try await daemon.learnctl("check")
            #expect(well.status == 0 && well.out.contains("every byte is as it was written; read by tickets"), "\(well.out)\(well.error)")

            try alter(weights)
            let refused = try await daemon.learnctl.drop(daemon.folder.file("2.csv", Self.tickets(2)), model: "tickets")
            #expect(refused.status == 1)
            #expect(
                refused.out.contains(
                    "it reads texts with the base \(digest.short): \(weights): the base is damaged: it is not what was written; "
                        + "add the base again from its files; that puts it right"
                ),
                "\(refused.out)"
            )
            let check = try await daemon.learnctl("check")
            #expect(check.status == 1)
            #expect(
                check.out.contains("base tiny") && check.out.contains("\(weights): the base is damaged: it is not what was written"),
                "\(check.out)"
            )

            _ = try await daemon.learnctl("base", "add", folder)
            #expect(try await daemon.learnctl("check").out.contains("every byte is as it was written"))
            _ = try await daemon.learnctl("requeue", "2")
            _ = try await daemon.batch(2, becoming: [.learned])
        }
    }

    @Test("name the base that is gone wherever somebody looks, and are answered again once it was added", .timeLimit(.minutes(5)))
    func gone() async throws {
        try await DaemonUnderTest.with { daemon in
            let folder = try base(daemon)
            _ = try await daemon.learnctl("base", "add", folder)
            try await daemon.learn(Self.tickets(1), as: "1.csv", model: model)
            let answer = try await daemon.learnctl("predict", "tickets", "the courier is late").out
            let digest = try await digest(daemon)
            await daemon.stop()
            chmod("\(daemon.folder.state)/bases/\(digest)", 0o755)
            try FileManager.default.removeItem(atPath: "\(daemon.folder.state)/bases/\(digest)")

            try await daemon.start()
            let said = "it reads texts with the base \(digest.short), which is not here; add it again: 'learnctl base add DIR'"
            let predict = try await daemon.learnctl("predict", "tickets", "the courier is late")
            #expect(predict.status == 1 && predict.error.contains(said), "\(predict.error)")
            #expect(!predict.error.contains("restore a backup"))
            let byVersion = try await daemon.learnctl("predict", "tickets", "--version", "1", "the courier is late")
            #expect(byVersion.error.contains(said), "\(byVersion.error)")
            let shown = try await daemon.learnctl("show", "tickets")
            #expect(
                shown.out.contains("read with the base \(digest.short): it is not here; add it again: 'learnctl base add DIR'"),
                "\(shown.out)"
            )
            let check = try await daemon.learnctl("check")
            #expect(check.status == 1 && check.out.contains("it is not here") && check.out.contains(said), "\(check.out)")

            let added = try await daemon.learnctl("base", "add", folder)
            #expect(added.out.contains("tickets: answers again"), "\(added.out)\(added.error)")
            #expect(try await daemon.learnctl("predict", "tickets", "the courier is late").out == answer)
            // Nor is it paused any more.
            try await daemon.learn(Self.tickets(2), as: "2.csv", model: model)
        }
    }
}

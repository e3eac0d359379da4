import Domain
import FoundationEssentials
import LearnAPI
import Testing

/// What people did with files and commands and what came out wrong: Tests/Cases, 07 and 12 to 14, on the whole daemon.
@Suite("Commands and names as people have them")
struct CaseTests {
    @Test("the bytes of a held file again are the held batch, not a file that was learned")
    func heldAgain() async throws {
        try await DaemonUnderTest.with { daemon in
            // Any minutes at all instead of the ones that belong to x: worse than what serves by far.
            let lines = try SampleFiles.text(ofCase: "06-integers-to-predict/minutes.csv").split(separator: "\n")
            let right = lines.joined(separator: "\n") + "\n"
            try await daemon.learn(right, as: "minutes.csv", model: ModelName("h"))
            let minutes = lines[1...].map { $0.split(separator: ",") }
            let mirrored = "x,label\n" + zip(minutes, minutes.reversed()).map { "\($0[0]),\(90 - Int($1[1])!)\n" }.sorted().joined()
            let shifted = try daemon.folder.file("shifted.csv", mirrored)
            let first = try await daemon.learnctl.drop(shifted, model: "h")
            #expect(first.status == 5, "\(first.out)\(first.error)")
            let again = try await daemon.learnctl.drop(shifted, model: "h")
            #expect(again.status == 5, "a script takes 0 for learned")
            let words = again.out + again.error
            #expect(words.contains("same content as batch 2, which the gate holds") && words.contains("requeue"), "\(words)")
            let learned = try await daemon.learnctl.drop(daemon.folder.file("minutes.csv", right), model: "h")
            #expect(learned.status == 0 && learned.out.contains("duplicate: same content as batch 1"), "\(learned.out)")
        }
    }

    @Test("v2: a tensor of all columns has any name, half floats are taken, and what is wrong is said of the name that was sent")
    func inferenceNames() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.text(ofCase: "12-v2-names-and-types/t.csv"), as: "t.csv", model: ModelName("t"))
            func ask(_ name: String, _ shape: String, _ datatype: String) async throws -> SocketRequest.Answer {
                try await daemon.predictSocket.post(
                    "/v2/models/t/infer",
                    #"{"inputs":[{"name":"\#(name)","shape":\#(shape),"datatype":"\#(datatype)","data":[4,0,1]}]}"#
                )
            }
            for datatype in ["FP32", "FP16", "INT64"] {
                let answer = try await ask("input-0", "[1,3]", datatype)
                #expect(answer.status == 200 && answer.text.contains("yes"), "\(datatype): \(answer)")
            }
            let narrow = try await ask("input-0", "[1,2]", "FP32")
            #expect(narrow.status == 400 && narrow.text.contains("input-0") && narrow.text.contains("a, b, c"), "\(narrow)")
            let negative = try await ask("input", "[-1,3]", "FP32")
            #expect(negative.status == 400 && negative.text.contains("-1 is not a size"), "\(negative)")
        }
    }

    @Test("a name that a program writes before it renames is left alone, and what it becomes is learned; Office's lock file never is")
    func temporaryNames() async throws {
        try await DaemonUnderTest.with { daemon in
            let model = try ModelName("points")
            // For the default minute that a name of unknown ending is left.
            await daemon.stop()
            try await daemon.start(base: ["inbox.settle=20ms", "inbox.disk_floor=0"])
            let names = ["cases.csv.8F2b6cA1", "more.csv.crdownload", "part_.gstmp", "#x.csv#", "~$x.csv"]
            for (place, name) in names.enumerated() {
                try daemon.put(SampleFiles.points(seed: UInt64(place + 1)), as: name, model: model)
            }
            try await Task.sleep(for: .seconds(3))
            func seen() -> [String] { daemon.folder.names("inbox/points").filter { !$0.hasPrefix(".") } }
            #expect(seen() == names.sorted())
            let inbox = "\(daemon.folder.state)/inbox/points"
            try FileManager.default.moveItem(atPath: "\(inbox)/cases.csv.8F2b6cA1", toPath: "\(inbox)/cases.csv")
            #expect(try await daemon.batch(1, becoming: [.learned]).file == "cases.csv")
            #expect(seen() == names.dropFirst().sorted())
        }
    }

    @Test("long names come through drop whole, and are cut between letters where a reason is put behind them")
    func longNames() async throws {
        try await DaemonUnderTest.with { daemon in
            let long = String(repeating: "n", count: 236) + ".csv"
            try await daemon.learn(SampleFiles.points(seed: 1), as: long, model: ModelName("points"))
            #expect(try await daemon.client.batch(BatchID(1)).file == long)
            let letters = String(repeating: "日", count: 83) + ".csv"
            let refused = try await daemon.learnctl.drop(daemon.folder.file(letters, "z,label\n1,left\n2,right\n"), model: "points")
            #expect(refused.status == 1)
            let left = daemon.folder.names("rejected/points")
            #expect(left.count == 2 && left.allSatisfy { $0.hasPrefix("日日日") && !$0.contains("\u{FFFD}") }, "\(left)")
        }
    }

    @Test("options may stand before the verb")
    func optionsFirst() async throws {
        try await DaemonUnderTest.with { daemon in
            let status = try await daemon.learnctl("--socket", daemon.folder.adminSocket, "status")
            #expect(status.status == 0 && status.out.contains("learnd"), "\(status)")
        }
    }

    @Test(
        "a file of which no column is left, or no other than the label, is refused with the cure",
        arguments: [["x", "y"], ["x", "y", "label"]]
    )
    func nothingLeft(ignored: [String]) async throws {
        let columns = ignored.map { "\($0): ignore" }.joined(separator: ", ")
        try await DaemonUnderTest.with(
            prepare: { try $0.settings("models: {points: {columns: {\(columns)}}}") }
        ) { daemon in
            let ending = try await daemon.learnctl.drop(daemon.folder.file("points.csv", SampleFiles.points(seed: 1)), model: "points")
            #expect(ending.status == 1)
            let words = ending.out + ending.error
            #expect(words.contains("ignore"), "\(words)")
        }
    }
}

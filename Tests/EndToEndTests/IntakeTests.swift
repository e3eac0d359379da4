import Domain
import Glibc
import LearnAPI
import Testing

@Suite("Files that come in")
struct IntakeTests {
    let model = try! ModelName("points")

    @Test("the same bytes, and the same rows in another order, are nothing new and are recorded as that")
    func duplicates() async throws {
        try await DaemonUnderTest.with { daemon in
            let content = SampleFiles.points(seed: 1)
            try await daemon.learn(content, as: "first.csv", model: model)
            let lines = content.split(separator: "\n")
            let reordered = ([lines[0]] + lines[1...].reversed()).joined(separator: "\n") + "\n"
            for (name, text) in [("again.csv", content), ("reordered.csv", reordered)] {
                #expect(try await daemon.learn(text, as: name, model: model).contains("duplicate: same content as batch 1"))
            }
            #expect(try await daemon.client.versions(of: model).versions.count == 1)
            let batches = try await daemon.client.batches(of: model).batches
            #expect(batches.map(\.state) == [.duplicate, .duplicate, .learned])
            #expect(batches.map(\.duplicateOf) == [BatchID(1), BatchID(1), nil])
            #expect(daemon.folder.names("inbox/points").filter { !$0.hasPrefix(".") } == [])
        }
    }

    @Test("a file that cannot be learned goes to rejected/ with its reason, and a file of the same model after it is learned")
    func badFile() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            let bad = "z,label\n1,left\n2,right\n"
            let ending = try await daemon.learnctl.drop(daemon.folder.file("bad.csv", bad), model: "points")
            #expect(ending.status == 1)
            #expect((ending.out + ending.error).contains("refused: the file is missing columns 'x', 'y'; the file needs the same columns"))

            #expect(daemon.folder.names("rejected/points") == ["bad.csv", "bad.csv.reason.txt"])
            #expect(try daemon.folder.text("rejected/points/bad.csv") == bad)
            let reason = try daemon.folder.text("rejected/points/bad.csv.reason.txt")
            #expect(reason.contains("what:  the file is missing columns 'x', 'y'"))
            #expect(reason.contains("where: bad.csv"))
            #expect(reason.contains("fix:   the file needs the same columns as the model's first file, in any order"))

            try await daemon.learn(SampleFiles.points(seed: 2), as: "second.csv", model: model)
            #expect(try await daemon.client.model(model).model.batches == ["learned": 2, "refused": 1])
        }
    }

    @Test("of a file with a few bad rows the good ones are learned; the bad ones are beside it with line and reason")
    func badRows() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            let content = SampleFiles.points(seed: 2, rows: 100) + "abc,1,\n1,2,left\n"
            #expect(try await daemon.learn(content, as: "some.csv", model: model).contains("(batch 2, 101 rows, 1 row skipped)"))
            let batch = try await daemon.client.batch(BatchID(2))
            #expect(batch.rows == 101 && batch.skippedRows == 1)
            #expect(
                try daemon.folder.text("rejected/points/some.csv.rows.csv")
                    == "line,reason,excerpt\n102,\"the label 'label' is missing\",\"abc,1,\"\n"
            )
        }
    }

    @Test("what a file has that the model never saw is told: other words for its labels, other values, another unit, an empty column")
    func unseen() async throws {
        try await DaemonUnderTest.with(["defaults.gate.enabled=off"]) { daemon in
            func rows(_ scale: Double, _ plans: [String], _ labels: [String], seed: Int) -> String {
                "fee,plan,label\n"
                    + (0..<120).map { row in
                        let isHigh = (row * 7 + seed) % 3 == 0
                        let fee = (isHigh ? 80 : 40) + Double((row * 13 + seed * 101) % 97) / 7
                        return "\(fee * scale),\(plans[row % plans.count]),\(labels[isHigh ? 1 : 0])\n"
                    }.joined()
            }
            try await daemon.learn(rows(1, ["basic", "plus"], ["f", "t"], seed: 1), as: "first.csv", model: model)
            let same = try await daemon.learn(rows(1, ["basic", "plus"], ["f", "t"], seed: 2), as: "same.csv", model: model)
            #expect(!same.contains("warning"), "\(same)")
            let other = try await daemon.learn(rows(100, ["BASIC", "PLUS"], ["false", "true"], seed: 3), as: "other.csv", model: model)
            for words in [
                "none of its labels is a class that the model knows ('f', 't'): 'false', 'true' are learned as new ones; if these are different names for the same classes",
                "column 'plan': none of its 2 different values was learned before, the model knows 2 others: if these are different spellings",
                "column 'fee': half of its values are over ", ", far outside what was learned (about ",
            ] { #expect(other.contains(words), "\(other)") }
            let new = try await daemon.learn(rows(1, ["basic"], ["f", "never"], seed: 4), as: "new.csv", model: model)
            #expect(new.contains("a new class: 'never' ("), "\(new)")
            let empty = rows(1, ["basic"], ["f", "t"], seed: 5).split(separator: "\n").map { line in
                line.hasPrefix("fee") ? String(line) : "," + line.split(separator: ",").dropFirst().joined(separator: ",")
            }.joined(separator: "\n")
            let told = try await daemon.learn(empty + "\n", as: "empty.csv", model: model)
            #expect(told.contains("columns without any value in this file: 'fee'"), "\(told)")
        }
    }

    @Test("below the disk floor no file is taken and predictions go on; the file is learned once there is room")
    func diskFloor() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            let question = SampleFiles.question(seed: 9)
            let answer = try await daemon.predictSocket.post("/v1/models/points/predict", question)
            #expect(answer.status == 200)

            await daemon.stop()
            try await daemon.start(["inbox.disk_floor=1000TiB"])
            try daemon.put(SampleFiles.points(seed: 2), as: "second.csv", model: model)
            let why = try await Patience.wait(for: "the intake to stop") { try await daemon.client.status().intakeStopped }
            #expect(why.contains("free"), "\(why)")
            #expect(daemon.folder.names("inbox/points").contains("second.csv"))
            #expect(try await daemon.predictSocket.post("/v1/models/points/predict", question) == answer)
            #expect(try await daemon.client.batches(of: model).batches.count == 1)

            await daemon.stop()
            try await daemon.start()
            #expect(try await daemon.batch(2, becoming: [.learned]).file == "second.csv")
        }
    }
}

extension IntakeTests {
    @Test("a later file is answered with why rows were set aside, what was read as missing, and classes that may be slips")
    func warnings() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            let content = SampleFiles.points(seed: 2) + "1.5,1,\n2,1,RIGHT\n2.5,1,rigth\nfar,1,right\n"
            let file = try daemon.folder.file("slips.csv", content)
            let ending = try await daemon.learnctl.drop(file, model: "points")
            for words in [
                "1 row skipped, the first in line 302: the label 'label' is missing; it is listed in ",
                "/rejected/points/slips.csv.rows.csv",
                "column 'x': 1 value is not a number; treated as missing: [value hidden] (line 305)", "'RIGHT' (1 row)",
                "'rigth' (1 row) is a new class, one letter from 'right': if it is a typo, fix it and drop the file again after setting",
            ] { #expect(ending.out.contains(words), "\(ending.out)") }
        }
    }

    @Test("a file that was put into no model's folder stands in the status and in check until it is taken away")
    func misplaced() async throws {
        try await DaemonUnderTest.with { daemon in
            let (state, fix) = (daemon.folder.state, "put it into inbox/<model>/, making that folder if need be")
            #expect(rename(try daemon.folder.file("lost.csv", SampleFiles.points(seed: 1)), "\(state)/inbox/lost.csv") == 0)
            let files = try await Patience.wait(for: "one that was rejected") { try await daemon.client.status().misplacedFiles }
            #expect(files == ["\(state)/rejected/lost.csv: 'lost.csv' is not in a model's folder; \(fix)"])
            let check = try await daemon.learnctl("check")
            #expect(
                check.status == 0 && check.out.contains("warn  inbox") && check.out.contains("rejected/lost.csv: 'lost.csv' is not"),
                "\(check.out)"
            )
            #expect(rename("\(state)/rejected/lost.csv", "\(state)/lost.csv") == 0)
            #expect(try await daemon.client.status().misplacedFiles == nil)
        }
    }

    @Test("whatever lies in the inbox and is not taken stands in the status and in check, with its reason, until it is gone")
    func untaken() async throws {
        let model = try ModelName("points")
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "first.csv", model: model)
            let inbox = daemon.folder.state + "/inbox/points"
            #expect(symlink("/etc/hostname", "\(inbox)/link.csv") == 0)
            #expect(mkfifo("\(inbox)/pipe.csv", 0o600) == 0)
            #expect(symlink("/etc", daemon.folder.state + "/inbox/folder") == 0)
            let files = try await Patience.wait(for: "three that are not taken") {
                let files = try await daemon.client.status().waitingFiles ?? []
                return files.count == 3 ? files : nil
            }
            for name in ["points/link.csv", "points/pipe.csv", "inbox/folder"] {
                #expect(files.contains { $0.contains(name) && $0.count > name.count + 20 }, "\(files)")
            }
            let check = try await daemon.learnctl("check")
            #expect(check.status == 0 && check.out.contains("warn  inbox") && check.out.contains("pipe.csv"), "\(check.out)")
            #expect(try await daemon.learnctl("status").out.contains("link.csv"))
            for path in ["\(inbox)/link.csv", "\(inbox)/pipe.csv", daemon.folder.state + "/inbox/folder"] { #expect(unlink(path) == 0) }
            // A look comes with the next file.
            try await daemon.learn(SampleFiles.points(seed: 2), as: "second.csv", model: model)
            try await Patience.wait(for: "a status without them") { try await daemon.client.status().waitingFiles == nil ? true : nil }
        }
    }
}

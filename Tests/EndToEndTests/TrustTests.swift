import Domain
import FoundationEssentials
import Glibc
import Hashing
import LearnAPI
import Testing

/// State folders that were damaged, lost in part, or changed behind the daemon's back.
@Suite("A state that is not what it was")
struct TrustTests {
    private let model = try! ModelName("points")

    /// Two files learned, the daemon stopped.
    private func learned(_ daemon: DaemonUnderTest) async throws {
        for seed in [1, 2] as [UInt64] { try await daemon.learn(SampleFiles.points(seed: seed), as: "\(seed).csv", model: model) }
        await daemon.stop()
    }

    /// What a daemon says that does not start.
    private func refused(_ daemon: DaemonUnderTest) async throws -> String {
        let program = try daemon.launch()
        #expect(await program.end() == .code(78))
        let log = try String(contentsOfFile: daemon.folder.log, encoding: .utf8)
        return String(log.split(separator: "\n").last ?? "")
    }

    @Test("a new database beside a full archive is refused, with the backward pass; what lay beside it is kept", arguments: [true, false])
    func lostDatabase(isGone: Bool) async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "1.csv", model: model)
            await daemon.kill()
            let database = daemon.folder.database
            let log = try Data(contentsOf: URL(filePath: database + "-wal"))
            #expect(log.count > 4096)
            if isGone {
                try FileManager.default.removeItem(atPath: database)
            } else {
                #expect(truncate(database, 0) == 0)
            }
            for _ in 0..<2 {
                let words = try await refused(daemon)
                #expect(words.contains("the archive holds 1 file that this database does not know"), "\(words)")
                #expect(words.contains("restore the database with its '-wal' from a backup; or, to start over, move the archive away"))
            }
            let aside = daemon.folder.names("").filter { $0.contains("-wal.aside-") }
            #expect(aside.count == 1, "\(aside)")
            #expect(try aside.map { try Data(contentsOf: URL(filePath: "\(daemon.folder.state)/\($0)")) } == [log])
            // Whoever wants to start over can.
            try FileManager.default.moveItem(atPath: daemon.folder.state + "/archive", toPath: daemon.folder.path + "/archive")
            try await daemon.start()
            #expect(try await daemon.client.status().models.isEmpty)
        }
    }

    @Test("a database without its log, which knows no batch, is refused beside a full archive")
    func lostLog() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "1.csv", model: model)
            await daemon.kill()
            try FileManager.default.removeItem(atPath: daemon.folder.database + "-wal")
            let words = try await refused(daemon)
            #expect(words.contains("the archive holds 1 file that this database does not know"), "\(words)")
        }
    }

    @Test("a log that was cut, and a rollback with it, is refused and left as it lies; with the log put back the rollback stands")
    func cutLog() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            try await daemon.start()
            #expect(try await daemon.learnctl("rollback", "points", "--reason", "a doubt").status == 0)
            await daemon.kill()
            let log = URL(filePath: daemon.folder.database + "-wal")
            let whole = try Data(contentsOf: log)
            let cut = whole.prefix(whole.count - 1)
            try cut.write(to: log)
            let words = try await refused(daemon)
            #expect(words.contains("learnd.sqlite: the database is out of date: it is at change"), "\(words)")
            #expect(words.contains("restore it with its '-wal' as they were last; or, to go on without what was changed since, remove"))
            #expect(try Data(contentsOf: log) == cut)

            try whole.write(to: log)
            try await daemon.start()
            let model = try await daemon.client.model(self.model).model
            #expect(model.serving == VersionNumber(1) && model.paused?.reason.contains("a doubt") == true)
        }
    }

    @Test("files that only the archive or only the database has are told of, and the former can be dropped again")
    func partly() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            let archive = daemon.folder.state + "/archive"
            let unknown = Array(SampleFiles.points(seed: 3).utf8)
            let digest = SHA256.hash(unknown).description
            try FileManager.default.createDirectory(atPath: "\(archive)/\(digest.prefix(2))", withIntermediateDirectories: true)
            let stranger = "\(archive)/\(digest.prefix(2))/\(digest)"
            try Data(unknown).write(to: URL(filePath: stranger))
            let first = SHA256.hash(Array(SampleFiles.points(seed: 1).utf8)).description
            try FileManager.default.removeItem(atPath: "\(archive)/\(first.prefix(2))/\(first)")
            try await daemon.start()
            let damage = try await Patience.wait(for: "the archive to be compared") { try await daemon.client.status().damage }
            #expect(damage.count == 2)
            #expect(damage[0].hasPrefix("the archive holds 1 file that no batch names ("), "\(damage)")
            #expect(damage[1].hasPrefix("the archive lacks 1 file that batches name ("), "\(damage)")
            let check = try await daemon.learnctl("check")
            #expect(check.status == 1 && check.out.contains("fail  state"), "\(check)")
            let again = try await daemon.learnctl("drop", "--model", "points", "--as", "3.csv", stranger)
            #expect(again.status == 0 && again.out.contains("version 3 serves"), "\(again)")
        }
    }

    @Test("a part of another version under this one's number is not served, and no blob is swept away")
    func exchanged() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            let question = SampleFiles.question(seed: 9)
            try await daemon.sqlite(
                """
                UPDATE version_part SET blob_id = (SELECT blob_id FROM version_part o WHERE o.number = 1 AND o.name = version_part.name)
                    WHERE number = 2 AND name = (SELECT name FROM version_part WHERE name LIKE 'weights/%' ORDER BY name LIMIT 1);
                """
            )
            try await daemon.start()
            let model = try await daemon.client.model(self.model).model
            #expect(model.serving == VersionNumber(1), "it falls back")
            #expect(model.paused?.reason.contains("hashes to") == true, "\(String(describing: model.paused))")
            let damage = try await Patience.wait(for: "the versions to be looked at") { try await daemon.client.status().damage }
            #expect(damage.contains { $0.contains("version 2 of 'points'") && $0.contains("was changed or is damaged") }, "\(damage)")
            #expect(try await daemon.predictSocket.post("/v1/models/points/predict", question).text.contains(#""version":1"#))
            await daemon.stop()
            // The right weights are still there.
            try await daemon.sqlite(
                "SELECT CASE WHEN (SELECT COUNT(*) FROM blob WHERE NOT EXISTS (SELECT 1 FROM version_part p WHERE p.blob_id = blob.id)) = 1 THEN 1 ELSE json('the blob is gone') END;"
            )
        }
    }

    @Test("a damaged memory is noticed, though it answers nothing")
    func memory() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            try await daemon.sqlite(
                """
                UPDATE blob_slice SET bytes = CAST(substr(bytes, 1, 40) || x'00ff' || substr(bytes, 43) AS BLOB)
                    WHERE blob_id = (SELECT blob_id FROM version_part WHERE number = 2 AND name = 'memory') AND position = 0;
                """
            )
            try await daemon.start()
            let model = try await daemon.client.model(self.model).model
            #expect(model.serving == VersionNumber(1) && model.paused?.reason.contains("part 'memory'") == true, "\(model)")
        }
    }

    @Test("a model of which no version loads is damaged: check fails, predictions say why, the gauge is 0, and relearn mends it")
    func nothingLoads() async throws {
        try await DaemonUnderTest.with { daemon in
            try await learned(daemon)
            try await daemon.sqlite("UPDATE blob_slice SET bytes = zeroblob(length(bytes));")
            try await daemon.start()
            let answer = try await daemon.predictSocket.post("/v1/models/points/predict", SampleFiles.question(seed: 9))
            #expect(answer.status == 503 && answer.text.contains("neither version 2 nor one that it descends from loads"), "\(answer.text)")
            #expect(answer.text.contains("learnctl relearn points"))
            let ready = try await daemon.predictSocket.get("/health/ready")
            #expect(ready.status == 200 && ready.text.contains(#""damaged":{"points":"neither version 2"#), "\(ready.text)")
            let check = try await daemon.learnctl("check")
            #expect(check.status == 1 && check.out.contains("fail  model points"), "\(check)")
            #expect(try await daemon.learnctl("status").out.contains("damaged: no version loads"))
            let metrics = try await daemon.predictSocket.get("/metrics").text
            #expect(metrics.contains(#"learnd_serving_version{model="points"} 0"#), "\(metrics)")

            #expect(try await daemon.learnctl("relearn", "points", "--yes").status == 0)
            #expect(try await daemon.client.model(model).model.damage == nil, "the versions that did not load are gone")
            _ = try await daemon.client.resume(model)
            _ = try await daemon.batch(2, becoming: [.learned])
            try await Patience.wait(for: "the model to answer") {
                let status = try await daemon.predictSocket.post("/v1/models/points/predict", SampleFiles.question(seed: 9)).status
                return status == 200 ? true : nil
            }
            #expect(try await daemon.client.model(model).model.damage == nil)
        }
    }

    @Test("a stop while the state is still looked through is a clean end")
    func stoppedEarly() async throws {
        try await DaemonUnderTest.with { daemon in
            for seed in 1...4 as ClosedRange<UInt64> {
                // What a kill leaves is taken at once at the next start, and the archive is looked through after that.
                let lines = SampleFiles.points(seed: seed, rows: 20_000).split(separator: "\n")
                let content = lines[0] + "\n" + String(repeating: lines.dropFirst().joined(separator: "\n") + "\n", count: 10)
                try daemon.put(content, as: "\(seed).csv", model: model)
                for (signal, ending) in [(SIGKILL, RunningProgram.Ending.signal(SIGKILL)), (SIGTERM, .code(0))] {
                    let found = try await daemon.end(with: signal, once: "the file to be read") { pid in
                        TrainerProcess.find(childOf: pid, verbs: ["inspect"]) != nil
                    }
                    #expect(found == ending, "\((try? String(contentsOfFile: daemon.folder.log, encoding: .utf8))?.suffix(500) ?? "")")
                    try daemon.launch()
                }
            }
        }
    }

    @Test("of the environment only what is learnd's own is kept, and none of it stands in the log or in a child's surroundings")
    func secrets() async throws {
        try await DaemonUnderTest.with { daemon in
            await daemon.stop()
            let secret = "hunter2-\(UUID().uuidString)"
            let settings = DaemonUnderTest.quickIntake + SlowJob.settings(steps: 4_000) + ["log.level=trace"]
            let words = settings.flatMap { ["--set", $0] }
            let program = try RunningProgram(
                ["/usr/bin/env", "MY_API_TOKEN=\(secret)", Programs.learnd, "serve", "--state", daemon.folder.state] + words,
                environment: ["SWIFT_BACKTRACE": "enable=no"],
                output: "\(daemon.folder.path)/learnd.out",
                errors: daemon.folder.log
            )
            try await Patience.wait(for: "the daemon to be ready") {
                (try? await daemon.predictSocket.get("/health/ready"))?.status == 200 ? true : nil
            }
            try daemon.put(SlowJob.content, as: "1.csv", model: SlowJob.model)
            let child = try await Patience.wait(for: "a trainer") { TrainerProcess.find(childOf: program.pid) }
            let surroundings = try Data(contentsOf: URL(filePath: "/proc/\(child.pid)/environ"))
            #expect(!surroundings.isEmpty && !String(decoding: surroundings, as: UTF8.self).contains(secret))
            _ = try await daemon.batch(1, becoming: [.learned])
            program.send(SIGTERM)
            #expect(await program.end() == .code(0))
            let log = try String(contentsOfFile: daemon.folder.log, encoding: .utf8)
            #expect(log.contains("ready") && !log.contains(secret) && !log.contains("MY_API_TOKEN"))
        }
    }

    @Test("no file that the daemon makes can be read by others, whatever the umask")
    func umask() async throws {
        try await DaemonUnderTest.with { daemon in
            await daemon.stop()
            let words = DaemonUnderTest.quickIntake.flatMap { ["--set", $0] }
            chmod(daemon.folder.database, 0o644)
            let program = try RunningProgram(
                ["/bin/sh", "-c", "umask 000; exec \"$@\"", "sh", Programs.learnd, "serve", "--state", daemon.folder.state] + words,
                environment: [:],
                output: "\(daemon.folder.path)/learnd.out",
                errors: daemon.folder.log
            )
            try await Patience.wait(for: "the daemon to be ready") {
                (try? await daemon.predictSocket.get("/health/ready"))?.status == 200 ? true : nil
            }
            try daemon.put(SampleFiles.points(seed: 1) + "1,,\n", as: "1.csv", model: model)
            try daemon.put("z\n1\n", as: "bad.csv", model: model)
            _ = try await daemon.batch(1, becoming: [.learned])
            try await Patience.wait(for: "the bad file") { daemon.folder.names("rejected/points").count == 3 ? true : nil }
            // Its folders go after the version is told of; what vanishes cannot be looked at.
            try await Patience.wait(for: "the job's folders to go") { daemon.folder.names("jobs").isEmpty ? true : nil }
            let state = daemon.folder.state
            let files = try FileManager.default.subpathsOfDirectory(atPath: state).filter {
                // What was dropped and refused is its owner's, moved as it is.
                !$0.hasPrefix("inbox") && !$0.hasSuffix("/bad.csv")
            }
            #expect(files.count > 10)
            for file in files {
                var status = stat()
                guard lstat("\(state)/\(file)", &status) == 0 else { continue }
                #expect(status.st_mode & 0o007 == 0, "\(file) is \(String(status.st_mode & 0o7777, radix: 8))")
            }
            program.send(SIGTERM)
            _ = await program.end()
        }
    }
}

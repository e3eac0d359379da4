import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

@Suite("Metrics of a daemon")
struct MetricsTests {
    private let model = try! ModelName("points")

    /// Where the program lies that Prometheus' package brings to check with; nil where it is not installed.
    static let promtool = ["/usr/bin", "/usr/local/bin"].map { $0 + "/promtool" }.first { access($0, X_OK) == 0 }
    private static let page = SampleFiles.root.appending(path: "docs/metrics.md").path

    /// The metrics that there are, by series: `learnd_files{model="points",state="held"}`.
    private func values(_ daemon: DaemonUnderTest) async throws -> [String: Double] {
        let answer = try await daemon.predictSocket.get("/metrics")
        guard answer.status == 200 else { throw TestFailure("/metrics answers \(answer.status): \(answer.text)") }
        var values: [String: Double] = [:]
        for line in answer.text.split(separator: "\n") where line.first != "#" {
            guard let blank = line.lastIndex(of: " ") else { continue }
            values[String(line[..<blank])] = Double(line[line.index(after: blank)...])
        }
        return values
    }

    private func expect(_ expected: [String: Double?], _ daemon: DaemonUnderTest) async throws {
        let values = try await values(daemon)
        for (series, value) in expected { #expect(values[series] == value, "\(series) is \(String(describing: values[series]))") }
    }

    /// Events are counted as they come, after the change that they tell of.
    private func wait(for series: String, toBe value: Double, _ daemon: DaemonUnderTest) async throws {
        try await Patience.wait(for: "\(series) to be \(value)") { try await values(daemon)[series] == value ? true : nil }
    }

    @Test(
        "tell of files, holds, scores and the disk as they are, after a restart too; counters start over; a removed model is in none of them"
    )
    func presentState() async throws {
        try await DaemonUnderTest.with { daemon in
            try await daemon.learn(SampleFiles.points(seed: 1), as: "1.csv", model: model)
            try await wait(for: #"learnd_job_duration_seconds_count{model="points",outcome="succeeded"}"#, toBe: 1, daemon)
            _ = try await daemon.client.pause(model, reason: nil)
            try daemon.put(SampleFiles.points(seed: 2), as: "2.csv", model: model)
            _ = try await daemon.batch(2, becoming: [.waiting])
            try daemon.put(SampleFiles.points(seed: 2), as: "again.csv", model: model)
            try daemon.put("nothing of the kind\n", as: "3.csv", model: model)
            try daemon.put(SampleFiles.points(seed: 4), as: "4.csv", model: model)
            _ = try await daemon.batch(5, becoming: [.waiting, .refused, .duplicate])
            for (outcome, count) in [("accepted", 3.0), ("duplicate", 1), ("refused", 1)] {
                try await wait(for: #"learnd_batches_total{model="points",outcome="\#(outcome)"}"#, toBe: count, daemon)
            }
            let waiting = try #require(try await daemon.client.batches(of: model).batches.first { $0.file == "4.csv" })
            _ = try await daemon.client.setAside(waiting.id, reason: nil)
            let score = try #require(try await daemon.client.versions(of: model).versions.first?.evaluation?.all)
            let state: [String: Double?] = [
                #"learnd_files{model="points",state="waiting"}"#: 1, #"learnd_files{model="points",state="training"}"#: 0,
                #"learnd_files{model="points",state="held"}"#: 0, #"learnd_files{model="points",state="set_aside"}"#: 1,
                #"learnd_files{model="points",state="learned"}"#: nil, #"learnd_model_paused{model="points"}"#: 1,
                #"learnd_gate_score{model="points",metric="accuracy"}"#: score.value,
                #"learnd_gate_rows{model="points"}"#: Double(score.rows), #"learnd_serving_version{model="points"}"#: 1,
                #"learnd_build_info{version="\#(Release.text)"}"#: 1, "learnd_damage_found": 0,
            ]
            let counted: [String: Double?] = [
                #"learnd_batches_total{model="points",outcome="accepted"}"#: 3,
                #"learnd_batches_total{model="points",outcome="duplicate"}"#: 1,
                #"learnd_batches_total{model="points",outcome="refused"}"#: 1,
                #"learnd_versions_total{model="points",outcome="accepted"}"#: 1,
                #"learnd_activations_total{model="points",kind="learned"}"#: 1,
            ]
            try await expect(state.merging(counted) { $1 }, daemon)
            try await expect(["learnd_intake_stopped": 0, "learnd_disk_floor_bytes": 0], daemon)

            await daemon.stop()
            try await daemon.start(base: ["inbox.disk_floor=1000000000000000"])
            try await expect(state.merging(counted.mapValues { _ in nil }) { $1 }, daemon)
            // Nothing waits in the inbox, so that nothing has come to its end yet for want of room.
            try await expect(["learnd_intake_stopped": 1, "learnd_disk_floor_bytes": 1_000_000_000_000_000], daemon)
            _ = try await daemon.client.resume(model)
            try await wait(for: #"learnd_files{model="points",state="waiting"}"#, toBe: 0, daemon)
            try await wait(for: #"learnd_versions_total{model="points",outcome="accepted"}"#, toBe: 1, daemon)
            try await expect([#"learnd_model_paused{model="points"}"#: 0], daemon)

            _ = try await daemon.predictSocket.post("/v1/models/points/predict", SampleFiles.question(seed: 9))
            #expect(try await values(daemon).keys.contains { $0.contains(#"model="points""#) })
            _ = try await daemon.client.remove(model, reason: nil)
            try await Patience.wait(for: "no series to tell of the model") {
                try await values(daemon).keys.contains { $0.contains(#"model="points""#) } ? nil : true
            }
        }
    }

    @Test("count failed attempts and the end of the job; its file is told of as set aside")
    func failures() async throws {
        try await DaemonUnderTest.with(["trainer.memory=256MiB", "models.points.network.hidden=4096,4096"]) { daemon in
            try daemon.put(SampleFiles.points(seed: 1), as: "1.csv", model: model)
            _ = try await daemon.batch(1, becoming: [.setAside])
            try await wait(for: #"learnd_job_duration_seconds_count{model="points",outcome="failed"}"#, toBe: 1, daemon)
            let values = try await values(daemon)
            #expect(values[#"learnd_files{model="points",state="set_aside"}"#] == 1)
            #expect(values[#"learnd_job_failed_attempts_total{model="points"}"#] ?? 0 >= 1)
            #expect(values[#"learnd_job_duration_seconds_sum{model="points",outcome="failed"}"#] ?? 0 > 0)
        }
    }

    @Test("are those that docs/metrics.md lists")
    func documented() async throws {
        try await DaemonUnderTest.with { daemon in
            try await everything(daemon)
            let text = try await daemon.predictSocket.get("/metrics").text
            let told = Set(text.matches(of: #/# TYPE (\S+) /#).map { String($0.1) })
            let page = try String(contentsOfFile: Self.page, encoding: .utf8)
            // The first cells of the table's rows.
            let listed = Set(page.matches(of: #/(?m)^\| `([a-z_]+)` \|/#).map { String($0.1) })
            #expect(told.subtracting(listed) == [], "not on the page")
            // What is counted only when it happens.
            #expect(listed.subtracting(told).subtracting(["learnd_job_failed_attempts_total"]) == [], "on the page alone")
        }
    }

    @Test(
        "pass promtool's checks, and so do the page's rules",
        .enabled(if: MetricsTests.promtool != nil, "Prometheus' promtool is not installed")
    )
    func linted() async throws {
        let promtool = try #require(Self.promtool)
        try await DaemonUnderTest.with { daemon in
            try await everything(daemon)
            let metrics = try daemon.folder.file("metrics", try await daemon.predictSocket.get("/metrics").text)
            try await check("\(promtool) check metrics < \(metrics)", daemon)
            let page = try String(contentsOfFile: Self.page, encoding: .utf8)
            let blocks = page.matches(of: #/(?s)```yaml\n(groups:.*?)```/#).map { String($0.1) }
            try #require(blocks.count == 1)
            try await check("\(promtool) check rules \(daemon.folder.file("rules.yaml", blocks[0]))", daemon)
        }
    }

    /// Has a model learn a file and be asked.
    private func everything(_ daemon: DaemonUnderTest) async throws {
        try await daemon.learn(SampleFiles.points(seed: 1), as: "1.csv", model: model)
        _ = try await daemon.predictSocket.post("/v1/models/points/predict", SampleFiles.question(seed: 9))
        try await wait(for: #"learnd_job_duration_seconds_count{model="points",outcome="succeeded"}"#, toBe: 1, daemon)
    }

    private func check(_ command: String, _ daemon: DaemonUnderTest) async throws {
        let out = "\(daemon.folder.path)/check.out"
        let program = try RunningProgram(["/bin/sh", "-c", "\(command) 2>&1"], environment: [:], output: out, errors: out)
        let ending = await program.end()
        let said = try String(contentsOfFile: out, encoding: .utf8)
        #expect(ending == .code(0), "\(command): \(said)")
    }
}

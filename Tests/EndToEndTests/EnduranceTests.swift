import Domain
import Glibc
import LearnAPI
import Testing

/// One process for a long time: `scripts/soak` has it do the same for much longer.
@Suite("A daemon that is not left alone")
struct EnduranceTests {
    private let model = SlowJob.model
    private let rounds = Soak.number("SOAK_ROUNDS") ?? 3
    private let swaps = Soak.number("SOAK_SWAPS") ?? 60
    private let filesOfRound = 20

    @Test("files, predictions, events that nobody reads, and links for folders: nothing lost, and memory and descriptors end as they began")
    func longRun() async throws {
        let settings = ["defaults.training.min_steps=50", "defaults.training.max_steps=50"]
        try await DaemonUnderTest.with(settings) { daemon in
            let started = ContinuousClock.now
            // What every first time takes, threads, pools and the database's cache, is taken by then.
            let first = rounds < 20 ? 2 : 10
            for round in 0..<first { try await work(round, daemon) }
            let before = try await use(of: daemon)
            let swapper = try FolderSwapper(in: daemon.folder, seed: 1, pause: 10_000)
            for round in first..<(first + rounds) {
                try await work(round, daemon)
                if getenv("SOAK_VERBOSE") != nil, round % 10 == 0 { Soak.report("round \(round): \(try await use(of: daemon))") }
            }
            try await Patience.wait(for: "the swaps", atMost: .seconds(600)) { swapper.count >= swaps ? true : nil }
            #expect(try await swapper.stop() == [])
            #expect(swapper.refused > 0)
            try await work(first + rounds, daemon)
            let after = try await use(of: daemon)
            #expect(after.descriptors == before.descriptors, "\(after.files.filter { !before.files.contains($0) })")
            #expect(after.threads < before.threads + 8)
            #expect(after.residentKiB <= before.residentKiB + (8 << 10), "\(before.residentKiB) KiB, then \(after.residentKiB)")
            try await check(daemon, files: (first + 1 + rounds) * filesOfRound)
            Soak.report(
                "\(rounds + 1) rounds of \(filesOfRound) files, 200 predictions and 70 unread streams, \(swapper.count) swaps "
                    + "(\(swapper.refused) taken and refused), \(ContinuousClock.now - started): \(before.residentKiB / 1024) MiB and \(before.descriptors) descriptors, "
                    + "then \(after.residentKiB / 1024) MiB and \(after.descriptors)"
            )
        }
    }

    /// One round: streams that nobody reads, more than may be; events to fill them; files; predictions.
    private func work(_ round: Int, _ daemon: DaemonUnderTest) async throws {
        let streams = UnreadStreams()
        try streams.open(70, on: daemon.predictSocket)
        for number in 0..<filesOfRound {
            let file = round * filesOfRound + number
            try daemon.put(SampleFiles.points(seed: UInt64(file), rows: 60), as: "\(file).csv", model: model)
        }
        let all = (round + 1) * filesOfRound
        try await Patience.wait(for: "\(all) files to be learned", atMost: .seconds(300)) {
            (try? await daemon.client.model(model))?.model.batches[BatchState.learned.rawValue] == all ? true : nil
        }
        let reason = String(repeating: "held for a moment. ", count: 200)
        for _ in 0..<80 {
            #expect(try await daemon.adminSocket.post("/v1/models/\(model)/pause", "{\"reason\":\"\(reason)\"}").status == 200)
            #expect(try await daemon.adminSocket.post("/v1/models/\(model)/resume").status == 200)
        }
        for number in 0..<200 {
            let question = SampleFiles.question(seed: UInt64(number), rows: number % 50 + 1)
            #expect(try await daemon.predictSocket.post("/v1/models/\(model)/predict", question).status == 200)
        }
        #expect(streams.count == 70)
        streams.closeAll()
    }

    /// At rest: no connection but the one of the test's client, no child, and nothing that changes for two seconds.
    private func use(of daemon: DaemonUnderTest) async throws -> ProcessUse {
        let pid = try #require(daemon.pid)
        _ = try await daemon.client.status()
        var last = try ProcessUse(of: pid)
        var same = 0
        return try await Patience.wait(for: "the daemon to rest") {
            try await Task.sleep(for: .milliseconds(100))
            let now = try ProcessUse(of: pid)
            same = now.descriptors == last.descriptors && TrainerProcess.find(childOf: pid) == nil ? same + 1 : 0
            last = now
            return same >= 20 ? now : nil
        }
    }

    /// Every file once, and a sound database.
    private func check(_ daemon: DaemonUnderTest, files: Int) async throws {
        let versions = try await daemon.client.versions(of: model).versions
        let learned = versions.flatMap { $0.files.map(\.file) }
        #expect(learned.count == files && Set(learned).count == files)
        #expect(await daemon.stop() == .code(0))
        try await Soak.checkDatabase(of: daemon)
    }
}

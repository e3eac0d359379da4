import Domain
import FoundationEssentials
import Glibc
import LearnAPI
import Testing

/// Kill after kill at random moments, of the daemon and of its children, while files come in and folders become links. `scripts/soak` runs
/// the same with more of everything.
@Suite("Kills at random moments")
struct KillTests {
    private let model = SlowJob.model
    private let kills = Soak.number("SOAK_KILLS") ?? 12
    private let seed = Soak.number("SOAK_SEED").map(UInt64.init) ?? UInt64.random(in: 0..<1_000_000)

    @Test("every file is learned exactly once, the database is sound, and the last version has the bytes of an undisturbed run")
    func killed() async throws {
        let files = max(6, kills / 10)
        let settings = SlowJob.settings(steps: 1_500)
        let undisturbed = try await DaemonUnderTest.with(settings) { daemon in
            for number in 1...files {
                // As below: a new folder's first file is seen by no event and rests, while the second would be taken at once.
                try await Patience.wait(for: "the inbox to be empty") { Self.isEmpty(daemon) ? true : nil }
                try daemon.put(SampleFiles.points(seed: UInt64(number)), as: Self.name(number), model: model)
            }
            return try await learned(files, by: daemon)
        }

        let started = ContinuousClock.now
        var random = SampleRandom(seed: seed)
        var killed: [String: Int] = [:]
        let disturbed = try await DaemonUnderTest.with(settings) { daemon in
            let swapper = try FolderSwapper(in: daemon.folder, seed: seed, pause: 300_000)
            for number in 1...kills {
                // A file before each of the first kills, and the rest one by one, so that there is work at every moment.
                let due = number * files / kills
                let before = (number - 1) * files / kills
                for file in (before + 1)..<(due + 1) {
                    // The order in which they are taken decides the result: none comes before the last one is away.
                    try await Patience.wait(for: "the inbox to be empty") { Self.isEmpty(daemon) ? true : nil }
                    try daemon.put(SampleFiles.points(seed: UInt64(file)), as: Self.name(file), model: model)
                }
                // Half the kills are for the daemon. All but a trainer are there for a moment only and are killed as soon as they are seen.
                let choice = random.next() % 8
                let readers = due > before ? ["inspect", "read"] : ["train", "judge"]
                let verb = choice < 2 ? "train" : choice < 4 ? readers[Int(choice % 2)] : nil
                var child: TrainerProcess?
                if let verb { child = await Self.child(of: daemon, verb) }
                if verb == nil || verb == "train" { try await Task.sleep(for: .milliseconds(Int(random.next() % 300))) }
                if let child, let verb {
                    child.send(SIGKILL)
                    killed[verb, default: 0] += 1
                } else {
                    await daemon.kill()
                    killed["serve", default: 0] += 1
                    try await daemon.start(settings)
                }
            }
            #expect(try await swapper.stop() == [], "the seed of this run was \(seed)")
            killed["swaps"] = swapper.count
            return try await learned(files, by: daemon)
        }
        #expect(disturbed == undisturbed, "the seed of this run was \(seed)")
        Soak.report(
            "\(killed["serve", default: 0]) kills of the daemon, \(killed["train", default: 0]) of a trainer, "
                + "\(killed["inspect", default: 0]) and \(killed["read", default: 0]) of a reader of files and of jobs, "
                + "\(killed["judge", default: 0]) of a judge, \(killed["swaps", default: 0]) swaps (seed \(seed)): \(files) files learned "
                + "once each, the last version's digest as undisturbed, \(ContinuousClock.now - started)"
        )
    }

    /// Waits until all files are learned, each once, and stops the daemon.
    ///
    /// - Returns: The digest of the last version, which covers all before it.
    private func learned(_ files: Int, by daemon: DaemonUnderTest) async throws -> Digest {
        let summary = try await Patience.wait(for: "all \(files) files to be learned", atMost: .seconds(300)) {
            let summary = (try? await daemon.client.model(model))?.model
            return summary.flatMap { $0.batches.values.reduce(0, +) == files && $0.batches["learned"] == files ? $0 : nil }
        }
        #expect(summary.batches.filter { $0.value > 0 } == ["learned": files])
        let versions = try await daemon.client.versions(of: model).versions
        #expect(versions.flatMap { $0.files.map(\.file) } == (1...files).map(Self.name))
        #expect(await daemon.stop() == .code(0))
        try await Soak.checkDatabase(of: daemon)
        return try #require(versions.last).digest
    }

    private static func name(_ number: Int) -> String {
        let digits = "\(number)"
        return String(repeating: "0", count: 6 - digits.count) + digits + ".csv"
    }

    /// A child of that kind that runs, or comes to within two seconds.
    private static func child(of daemon: DaemonUnderTest, _ verb: String) async -> TrainerProcess? {
        guard let pid = daemon.pid else { return nil }
        // A reader of a small file is there for a few milliseconds.
        let deadline = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < deadline {
            if let child = TrainerProcess.find(childOf: pid, verbs: [verb]) { return child }
            try? await Task.sleep(for: .milliseconds(1))
        }
        return nil
    }

    private static func isEmpty(_ daemon: DaemonUnderTest) -> Bool {
        daemon.folder.names("inbox/points").filter { !$0.hasPrefix(".") }.isEmpty
    }
}

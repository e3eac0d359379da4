import Domain
import Glibc
import LearnAPI
import Testing

/// Many small files at once. `scripts/soak` drops 20,000.
@Suite("A flood of files")
struct FloodTests {
    private let model = try! ModelName("flood")
    private let files = Soak.number("SOAK_FILES") ?? 1_000
    private let bound = Duration.seconds(120)

    @Test("each is recorded exactly once, with a kill in between")
    func flood() async throws {
        try await DaemonUnderTest.with { daemon in
            let started = ContinuousClock.now
            let content = (0..<files).map { "x,y,label\n\($0),1,left\n\($0),2,right\n" }
            for number in 0..<(files / 2) { try daemon.put(content[number], as: "\(number).csv", model: model) }
            await daemon.kill()
            for number in (files / 2)..<files { try daemon.put(content[number], as: "\(number).csv", model: model) }
            try await daemon.start()
            // A second kill, while it works through what lies there.
            try await Patience.wait(for: "a quarter to be recorded") { await recorded(by: daemon) >= files / 4 ? true : nil }
            await daemon.kill()
            try await daemon.start()
            try await Patience.wait(for: "all to be recorded", atMost: bound) { await recorded(by: daemon) >= files ? true : nil }
            let took = ContinuousClock.now - started
            #expect(took < bound)
            // Recorded comes before removed: the last of them may still lie there.
            try await Patience.wait(for: "the inbox to be empty") {
                let left = daemon.folder.names("inbox/flood").filter { $0 != ".taking" } + daemon.folder.names("inbox/flood/.taking")
                return left.isEmpty ? true : nil
            }

            // By name and by content: none twice, none missing, none called a duplicate.
            var batches: [BatchResponse] = []
            var before: BatchID?
            repeat {
                let page = try await daemon.client.batches(of: model, before: before, limit: 1_000)
                batches += page.batches
                before = page.before
            } while before != nil
            #expect(batches.count == files)
            #expect(Set(batches.map(\.file)).count == files)
            #expect(Set(batches.compactMap(\.sha256)).count == files)
            #expect(Set(batches.map(\.state)).isSubset(of: [.waiting, .training, .learned, .held]))
            #expect(await daemon.stop() == .code(0))
            try await Soak.checkDatabase(of: daemon)
            Soak.report("\(files) files recorded once each in \(took), with two kills")
        }
    }

    private func recorded(by daemon: DaemonUnderTest) async -> Int {
        (try? await daemon.client.model(model))?.model.batches.values.reduce(0, +) ?? 0
    }
}

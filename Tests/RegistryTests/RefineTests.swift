import Domain
import Registry
import Testing

@Suite("Jobs that refine")
struct RefineTests {
    private func begin(_ bench: Bench) async throws -> JobInfo {
        let head = try #require(try await bench.registry.model(Bench.model).headVersion)
        return try await bench.registry.beginRefinement(Bench.model, parent: head, seed: 1, specification: Bench.document)
    }

    @Test("have a parent and no files, and what they make serves as a version")
    func version() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        try await bench.learn()
        let job = try await begin(bench)
        #expect(job.purpose == .refine && job.batches.isEmpty && job.parent == VersionNumber(1))
        #expect(try await bench.registry.resumeJobs().map(\.id) == [job.id])
        await #expect(throws: Refusal.self) { try await begin(bench) }
        let version = try await bench.commit(job)
        #expect(version.purpose == .refine && version.batches.isEmpty && version.number == VersionNumber(2))
        #expect(try await bench.registry.origin(of: version.number, of: Bench.model).purpose == .refine)
        #expect(try await bench.registry.history(of: Bench.model).first?.reason == "refine")
        #expect(try await bench.registry.version(VersionNumber(1), of: Bench.model).purpose == .learn)
    }

    @Test("do not begin while files wait or the model is paused")
    func refused() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try await bench.learn()
        let waiting = await #expect(throws: Refusal.self) { try await begin(bench) }
        #expect(waiting?.what.contains("wait to be learned") == true)
        try await bench.learn()
        try await bench.registry.pause(Bench.model, reason: nil, by: Bench.person)
        let paused = await #expect(throws: Refusal.self) { try await begin(bench) }
        #expect(paused?.what.contains("is paused") == true)
    }

    @Test("that fail for good set no file aside")
    func failed() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        try await bench.learn()
        let job = try await begin(bench)
        #expect(try await bench.registry.splitJob(job.id, reason: "crashed") == .ended)
        #expect(try await bench.registry.jobState(job.id) == .failed)
    }

    @Test("are counted by the rows that were learned before the last of them, but for those that a file ended")
    func rows() async throws {
        let bench = try Bench()
        try await bench.waiting(1...3)
        #expect(try await bench.registry.learnedRows(of: Bench.model) == nil)
        for _ in 0..<3 { try await bench.learn() }
        func rows() async throws -> [Int] {
            let rows = try #require(try await bench.registry.learnedRows(of: Bench.model))
            return [rows.now, rows.before]
        }
        #expect(try await rows() == [300, 100])
        try await bench.registry.abandonJob(begin(bench).id, reason: "a file came")
        #expect(try await rows() == [300, 100])
        try await bench.registry.abandonJob(begin(bench).id, reason: VersionRegistry.notBetter + "as it is")
        #expect(try await rows() == [300, 300])
    }
}

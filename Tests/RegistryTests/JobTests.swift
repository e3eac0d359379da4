import Domain
import GRDB
import Registry
import Testing

@Suite("Jobs")
struct JobTests {
    @Test(
        "join the oldest waiting batches up to the bounds on batches and rows, but at least one",
        arguments: [(2, 1000, 2), (9, 250, 2), (9, 10, 1), (1, 1000, 1)]
    )
    func bounds(maxBatches: Int, maxRows: Int, count: Int) async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...5)
        let next = try await bench.registry.nextBatches(of: Bench.model, maxBatches: maxBatches, maxRows: maxRows)
        #expect(next.map(\.id) == Array(batches[..<count]))
    }

    @Test("keep seed, order and settings for a run after a restart")
    func resume() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...3)
        let specification = Array(#"{"seed":1}"#.utf8)
        let order = [batches[2], batches[0], batches[1]]
        let job = try await bench.registry.beginJob(Bench.model, parent: nil, seed: .max - 5, specification: specification, batches: order)
        try bench.registry.close()

        let again = try await VersionRegistry(path: bench.folder.database).resumeJobs()
        #expect(again == [job])
        #expect(again.first?.seed == UInt64.max - 5)
        #expect(again.first?.batches.map(\.id) == order)
        #expect(again.first?.specification == specification)
        #expect(again.first?.batches.allSatisfy { $0.state == .training } == true)
    }

    @Test("do not begin twice, paused, or with batches that do not wait")
    func conflicts() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        try await bench.registry.pause(Bench.model, reason: "look first", by: Bench.person)
        var refusal = await #expect(throws: Refusal.self) { try await bench.begin([batches[0]]) }
        #expect(refusal?.what == "model 'iris' is paused: look first")
        #expect(try await bench.registry.nextBatches(of: Bench.model, maxBatches: 9, maxRows: 999).isEmpty)
        try await bench.registry.resume(Bench.model)

        let job = try await bench.begin([batches[0]])
        refusal = await #expect(throws: Refusal.self) { try await bench.begin([batches[1]]) }
        #expect(refusal?.what == "job \(job.id) of model 'iris' is already running")
        #expect(try await bench.registry.nextBatches(of: Bench.model, maxBatches: 9, maxRows: 999).isEmpty)

        _ = try await bench.commit(job)
        refusal = await #expect(throws: Refusal.self) { try await bench.begin([batches[0]]) }
        #expect(refusal?.what == "batch \(batches[0]) of model 'iris' is learned, not waiting for 'iris'")
    }

    @Test("begin only from the training head")
    func staleAtStart() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        try await bench.learn()
        await #expect(throws: StaleParent(model: Bench.model, expected: nil, found: VersionNumber(1))) {
            try await bench.registry.beginJob(Bench.model, parent: nil, seed: 1, specification: Bench.document, batches: [batches[1]])
        }
    }

    @Test("count failures in a row")
    func failures() async throws {
        let bench = try Bench()
        let job = try await bench.begin(bench.waiting(1...1))
        #expect(try await bench.registry.failAttempt(job.id, error: "exit 1") == 1)
        #expect(try await bench.registry.failAttempt(job.id, error: "exit 2") == 2)
        #expect(try await bench.registry.job(job.id).lastError == "exit 2")
        try await bench.registry.clearFailures(job.id)
        #expect(try await bench.registry.failAttempt(job.id, error: "exit 3") == 1)
    }

    @Test("are split into halves that are never joined with others, down to the one batch that fails")
    func split() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...3)
        let job = try await bench.begin(batches)
        #expect(try await bench.registry.splitJob(job.id, reason: "crashed") == .halves([batches[0], batches[1]], [batches[2]]))
        #expect(try await bench.registry.job(job.id).state == .failed)
        try await bench.waiting(4...5)

        func next() async throws -> [BatchID] {
            try await bench.registry.nextBatches(of: Bench.model, maxBatches: 9, maxRows: 9999).map(\.id)
        }
        #expect(try await next() == [batches[0], batches[1]])
        let half = try await bench.begin(next())
        #expect(half.splitFrom == job.id)
        try await bench.registry.abandonJob(half.id, reason: "stopped")
        #expect(try await next() == [batches[0], batches[1]], "an abandoned half stays a half")

        let again = try await bench.begin(next())
        _ = try await bench.registry.splitJob(again.id, reason: "crashed")
        #expect(try await next() == [batches[0]])
        let single = try await bench.begin(next())
        #expect(try await bench.registry.splitJob(single.id, reason: "crashed thrice") == .setAside(batches[0]))
        #expect(try await bench.registry.batch(batches[0]).reason == "crashed thrice")
        #expect(try await next() == [batches[1]])
        try await bench.learn()
        #expect(try await next() == [batches[2]])
        try await bench.learn()
        #expect(try await next().count == 2)
    }

    @Test("that are abandoned put back only what was still theirs")
    func abandon() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        let job = try await bench.begin(batches)
        try await bench.registry.abandonJob(job.id, reason: "parent left")
        #expect(try await bench.state(batches[0]) == .waiting)
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.abandonJob(job.id, reason: "again") }
        #expect(refusal?.what == "job \(job.id) of model 'iris' does not run: it is abandoned")
        #expect(try await bench.registry.jobs(of: Bench.model).map(\.state) == [.abandoned])
    }
}

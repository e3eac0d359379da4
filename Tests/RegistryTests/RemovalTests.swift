import Domain
import GRDB
import Hashing
import Registry
import Testing

@Suite("Removing a model")
struct RemovalTests {
    private static let other = try! ModelName("digits")

    private func dropFor(_ model: ModelName, _ content: String, source: Int, _ bench: Bench) async throws -> BatchInfo {
        var record = Bench.record(content, source: source)
        record.model = model
        return try await bench.registry.recordIntake([record])[0].batch
    }

    @Test("takes all of it away, leaves a line, and names the archive's files that no other model has")
    func whole() async throws {
        let bench = try Bench()
        try await bench.waiting(1...3)
        try await bench.learn()
        try await bench.learn(.held(reason: "forgets"))
        let others = try await dropFor(Self.other, "1", source: 9, bench)

        let outcome = try await bench.registry.remove(Bench.model, reason: "a typo", by: Bench.person)
        #expect(outcome.change.versions == 2 && outcome.change.batches == 3 && outcome.staleJob == nil)
        #expect(Set(outcome.discarded) == [SHA256.hash("2"), SHA256.hash("3")])
        let contents = try await bench.contents()
        for table in ["version", "version_part", "version_batch", "job", "job_batch", "activation"] { #expect(contents[table] == 0) }
        for table in ["model", "batch", "source", "model_change"] { #expect(contents[table] == 1) }
        #expect(try await bench.registry.models().map(\.name) == [Self.other])
        #expect(try await bench.registry.batches(of: nil).map(\.id) == [others.id])
        #expect(try await bench.hasSoundReferences())
        #expect(try await bench.registry.sweepOrphans().count > 0)

        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.model(Bench.model) }
        #expect(refusal?.kind == .notFound)
        #expect(try await bench.registry.history(of: Bench.model).isEmpty)
        let line = try await bench.registry.changes(of: Bench.model)[0]
        #expect(line.kind == .removed && line.reason == "a typo" && line.by == Bench.person)
    }

    @Test("lets a new model of the name begin at version 1, with the old one's line in its history")
    func anew() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try await bench.learn()
        try await bench.learn()
        _ = try await bench.registry.remove(Bench.model, reason: nil, by: Bench.person)
        let batch = try await bench.waiting(1...1)[0]
        #expect(batch.rawValue == 3, "batch numbers are not used again")
        #expect(try await bench.learn().number == VersionNumber(1))
        #expect(try await bench.registry.changes(of: Bench.model).map(\.versions) == [2])
        #expect(try await bench.registry.history(of: Bench.model).count == 1)
    }

    @Test("is told of the job that ran")
    func runningJob() async throws {
        let bench = try Bench()
        let job = try await bench.begin(bench.waiting(1...1))
        #expect(try await bench.registry.remove(Bench.model, reason: nil, by: Bench.person).staleJob == job.id)
        #expect(try await !bench.registry.isRunning(job.id))
    }

    @Test("also takes away what never became a model")
    func refusedOnly() async throws {
        let bench = try Bench()
        _ = try await bench.registry.recordIntake([Bench.record("bad", source: 1, verdict: .refused(reason: "empty"))])
        #expect(try await bench.registry.remove(Bench.model, reason: nil, by: Bench.person).change.batches == 1)
        #expect(try await bench.registry.batches(of: nil).isEmpty)
    }

    @Test("remembers the archive's files until they are said to be gone, over a kill, but not those that came again")
    func discarded() async throws {
        let bench = try Bench()
        try await bench.waiting(1...3)
        _ = try await bench.registry.remove(Bench.model, reason: nil, by: Bench.person)
        try bench.registry.close()

        let again = try VersionRegistry(path: bench.folder.database)
        _ = try await again.recordIntake([Bench.record("2", source: 2)])
        let files = try await again.filesToRemove()
        #expect(Set(files) == [SHA256.hash("1"), SHA256.hash("3")])
        try await again.filesRemoved([SHA256.hash("1")])
        #expect(try await again.filesToRemove() == [SHA256.hash("3")])
    }

    @Test("of a name that nobody knows is refused")
    func unknown() async throws {
        let bench = try Bench()
        let refusal = await #expect(throws: Refusal.self) {
            try await bench.registry.remove(Bench.model, reason: nil, by: Bench.person)
        }
        #expect(refusal?.kind == .notFound)
    }
}

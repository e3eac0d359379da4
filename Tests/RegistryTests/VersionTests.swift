import Domain
import FoundationEssentials
import GRDB
import Hashing
import Registry
import Testing

@Suite("Versions")
struct VersionTests {
    @Test("that are accepted serve, are the training head, and their batches are learned")
    func accepted() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        let version = try await bench.commit(bench.begin(batches))
        #expect(version.number == VersionNumber(1) && version.parent == nil && version.state == .accepted && version.hasServed)
        #expect(version.batches.map(\.id) == batches)
        #expect(version.batches.allSatisfy { $0.state == .learned && $0.version == version.number })
        let model = try await bench.registry.model(Bench.model)
        #expect(model.servingVersion == version.number && model.headVersion == version.number)
        let history = try await bench.registry.history(of: Bench.model)
        #expect(history.map(\.kind) == [.learned])
        #expect(history[0].from == nil && history[0].to == version.number && history[0].by == .daemon)
        #expect(try await bench.registry.job(version.job).state == .succeeded)
    }

    @Test("that are held leave serving version and training head, and their batches are held with the reason")
    func held() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...3)
        try await bench.learn()
        let version = try await bench.learn(.held(reason: "forgets 'setosa'"))
        #expect(version.number == VersionNumber(2) && version.parent == VersionNumber(1) && version.state == .held && !version.hasServed)
        #expect(version.reason == "forgets 'setosa'")
        #expect(try await bench.registry.batch(batches[1]).reason == "forgets 'setosa'")
        #expect(try await bench.state(batches[1]) == .held)
        let next = try await bench.learn()
        #expect(next.number == VersionNumber(3) && next.parent == VersionNumber(1))
        #expect(try await bench.registry.ancestors(of: next.number, of: Bench.model).map(\.number) == [VersionNumber(1)])
        #expect(try await bench.registry.versions(of: Bench.model).map(\.number.rawValue) == [3, 2, 1])
        #expect(try await bench.registry.versions(of: Bench.model, before: VersionNumber(3), limit: 1).map(\.number.rawValue) == [2])
        #expect(try await bench.registry.history(of: Bench.model, limit: 1).map(\.to.rawValue) == [3])
    }

    @Test("are committed whole or not at all")
    func allOrNothing() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...1)
        let job = try await bench.begin(batches)
        var references = try await bench.registry.storeBlobs(Bench.parts("w"))
        references.append(PartReference(name: "memory", kind: .rows, digest: SHA256.hash("never stored"), byteCount: 3))
        let commit = VersionCommit(
            job: job.id,
            expectedHead: nil,
            digest: SHA256.hash("v"),
            parts: references,
            verdict: .accepted,
            report: Bench.document,
            evaluation: Bench.document
        )
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.commitVersion(commit) }
        #expect(refusal?.what.contains("part 'memory'") == true)
        #expect(try await bench.registry.versions(of: Bench.model).isEmpty)
        #expect(try await bench.state(batches[0]) == .training)
        #expect(try await bench.registry.resumeJobs().map(\.id) == [job.id])
        #expect(try await bench.registry.history(of: Bench.model).isEmpty)
    }

    @Test("are not committed twice")
    func twice() async throws {
        let bench = try Bench()
        let job = try await bench.begin(bench.waiting(1...1))
        let version = try await bench.commit(job)
        let refusal = await #expect(throws: Error.self) { try await bench.commit(job) } as? Refusal
        #expect(refusal?.kind == .conflict)
        #expect(try await bench.registry.versions(of: Bench.model) == [version])
    }

    @Test("are dropped when their parent was left while they were trained, and their batches wait again")
    func staleParent() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...3)
        try await bench.learn()
        try await bench.learn()
        let job = try await bench.begin([batches[2]])
        let outcome = try await bench.registry.rollback(
            Bench.model,
            to: nil,
            requeue: false,
            reason: nil,
            by: Bench.person,
            dryRun: false
        )
        #expect(outcome.staleJob == job.id)
        await #expect(throws: StaleParent(model: Bench.model, expected: VersionNumber(2), found: VersionNumber(1))) {
            try await bench.commit(job)
        }
        await #expect(throws: StaleParent.self, "a held candidate is as stale") { try await bench.commit(job, .held(reason: "forgets")) }
        try await bench.registry.abandonJob(job.id, reason: "its parent was left")
        #expect(try await bench.state(batches[2]) == .waiting)
    }

    @Test("count from one for each model")
    func numbers() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        try await bench.learn()
        let other = try ModelName("digits")
        var record = Bench.record("1", source: 9)
        record.model = other
        let batch = try await bench.registry.recordIntake([record])[0].batch
        #expect(batch.state == .waiting, "the same bytes for another model are no duplicate")
        let job = try await bench.registry.beginJob(other, parent: nil, seed: 1, specification: Bench.document, batches: [batch.id])
        #expect(try await bench.commit(job).number == VersionNumber(1))
    }

    @Test("that are not there are named")
    func unknown() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.version(VersionNumber(7), of: Bench.model) }
        #expect(refusal?.kind == .notFound && refusal?.what == "model 'iris' has no version 7")
        let nobody = await #expect(throws: Refusal.self) { try await bench.registry.versions(of: ModelName("tickets")) }
        #expect(nobody?.what == "there is no model 'tickets'")
    }
}

@Suite("Parts")
struct PartTests {
    /// Sizes around a slice's, and one of several slices.
    private static let sizes = [0, 1, (8 << 20) - 1, 8 << 20, (8 << 20) + 1, 20 << 20]

    private static func bytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) } }

    private func commit(_ bench: Bench, _ parts: [VersionPart]) async throws -> VersionInfo {
        let job = try await bench.begin(bench.waiting(1...1))
        return try await bench.registry.commitVersion(
            VersionCommit(
                job: job.id,
                expectedHead: nil,
                digest: SHA256.hash("v"),
                parts: bench.registry.storeBlobs(parts),
                verdict: .accepted,
                report: Bench.document,
                evaluation: Bench.document
            )
        )
    }

    @Test("come back as they were, whatever their size", arguments: sizes)
    func roundTrip(count: Int) async throws {
        let bench = try Bench()
        let part = VersionPart(name: "served/w", kind: .tensor(elementType: "U8", shape: [count]), bytes: Self.bytes(count))
        let version = try await commit(bench, [part])
        #expect(version.byteCount == count)
        #expect(try await bench.parts(of: version.number) == [part])
        #expect(try await bench.part("served/w", of: version.number) == part)
    }

    @Test("of many sizes together come back by name")
    func many() async throws {
        let bench = try Bench()
        let parts = Self.sizes.map { VersionPart(name: "p\($0)", kind: .rows, bytes: Self.bytes($0)) }
        let version = try await commit(bench, parts)
        #expect(try await bench.parts(of: version.number) == parts.sorted { $0.name < $1.name })
    }

    @Test("of the same bytes are stored once")
    func shared() async throws {
        let bench = try Bench()
        let parts = ["a", "b"].map { VersionPart(name: $0, kind: .rows, bytes: [1, 2, 3]) }
        _ = try await commit(bench, parts)
        _ = try await bench.registry.storeBlobs(parts)
        #expect(try await bench.registry.queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM blob") } == 1)
    }

    @Test("that a kill left half stored are stored anew")
    func halfStored() async throws {
        let bench = try Bench()
        let part = VersionPart(name: "w", kind: .rows, bytes: Self.bytes(9 << 20))
        try await bench.registry.queue.write { database in
            try database.execute(
                sql: "INSERT INTO blob (id, digest, byte_count, complete) VALUES (1, ?, ?, 0)",
                arguments: [Data(part.reference.digest.bytes), part.bytes.count]
            )
            try database.execute(
                sql: "INSERT INTO blob_slice (blob_id, position, bytes) VALUES (1, 0, ?)",
                arguments: [Data(part.bytes.prefix(8 << 20))]
            )
        }
        let version = try await commit(bench, [part])
        #expect(try await bench.parts(of: version.number) == [part])
    }

    @Test("that no version lists are swept, and no others")
    func sweep() async throws {
        let bench = try Bench()
        let kept = VersionPart(name: "w", kind: .rows, bytes: [1])
        let version = try await commit(bench, [kept])
        _ = try await bench.registry.storeBlobs([VersionPart(name: "x", kind: .rows, bytes: Self.bytes(9 << 20))])
        #expect(try await bench.registry.sweepOrphans() == OrphanSweep(count: 1, byteCount: 9 << 20))
        #expect(try await bench.registry.sweepOrphans() == OrphanSweep(count: 0, byteCount: 0))
        #expect(try await bench.parts(of: version.number) == [kept])
        #expect(try await bench.registry.queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM blob_slice") } == 1)
    }

    @Test("whose bytes are no longer those that were stored are refused by name")
    func damaged() async throws {
        let bench = try Bench()
        let version = try await commit(bench, Bench.parts("weights"))
        try await bench.registry.queue.write {
            try $0.execute(
                sql: "UPDATE blob_slice SET bytes = CAST('weightz' AS BLOB) WHERE bytes = CAST('weights' AS BLOB)"
            )
        }
        let refusal = await #expect(throws: Refusal.self) { try await bench.parts(of: version.number) }
        #expect(refusal?.kind == .failed)
        #expect(refusal?.place == "version 1 of 'iris', part 'served/layers.0.weight'")
        #expect(try await bench.part("model", of: version.number).bytes == Bench.document)
    }
}

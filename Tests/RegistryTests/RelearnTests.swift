import Domain
import GRDB
import Hashing
import Registry
import Testing

extension Bench {
    static let otherSchema = Array(#"{"columns":["a"],"label":"a"}"#.utf8)
    static let settings = Array(#"{"label":"a"}"#.utf8)

    /// A batch read again: readable under the other schema, unless a reason is given.
    static func reading(
        _ batch: BatchID,
        rows: String? = nil,
        refused reason: String? = nil,
        schema: [UInt8] = otherSchema
    ) -> BatchReading {
        BatchReading(
            batch: batch,
            rowsDigest: reason == nil ? SHA256.hash("other rows of " + (rows ?? "\(batch)")) : nil,
            rowCount: reason == nil ? 50 : 0,
            refusedRowCount: 0,
            warnings: [],
            notes: reason == nil ? ["label: a"] : [],
            verdict: reason.map { .refused(reason: $0) } ?? .accepted(schema: schema)
        )
    }

    /// Has all files learned again, each read as `reading` says.
    @discardableResult
    func relearn(
        _ kind: ModelChangeKind = .relearned,
        reading: (BatchInfo) -> BatchReading = { Bench.reading($0.id) }
    ) async throws -> RelearnOutcome {
        let files = try await registry.filesToRelearn(of: Self.model)
        return try await registry.relearn(
            Relearning(
                model: Self.model,
                kind: kind,
                readings: files.map(reading),
                formSettings: Self.settings,
                by: Self.person,
                reason: "wrong label"
            )
        )
    }

    /// How many rows each table has.
    func contents() async throws -> [String: Int] {
        try await registry.queue.read { database in
            let tables = try String.fetchAll(
                database,
                sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            )
            return try Dictionary(
                uniqueKeysWithValues: tables.map { ($0, try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM \($0)") ?? 0) }
            )
        }
    }

    func hasSoundReferences() async throws -> Bool {
        try await registry.queue.read { try Row.fetchAll($0, sql: "PRAGMA foreign_key_check").isEmpty }
    }
}

@Suite("Learning a model again")
struct RelearnTests {
    @Test("takes its versions, jobs and log away, and has its files wait in the order they came, under a new form")
    func whole() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...4)
        try await bench.learn()
        try await bench.learn()
        try await bench.learn(.held(reason: "forgets"))

        let outcome = try await bench.relearn()
        #expect(outcome.change.versions == 3 && outcome.change.batches == 4 && outcome.change.kind == .relearned)
        #expect(outcome.batches.map(\.id) == batches)
        #expect(outcome.batches.allSatisfy { $0.state == .waiting && $0.rowCount == 50 && $0.version == nil && $0.reason == nil })
        #expect(outcome.newlyRefused.isEmpty && outcome.setAside == 0 && outcome.staleJob == nil)
        let model = try await bench.registry.model(Bench.model)
        #expect(model.servingVersion == nil && model.headVersion == nil)
        #expect(model.schema == Bench.otherSchema && model.formSettings == Bench.settings)
        #expect(try await bench.registry.versions(of: Bench.model).isEmpty)
        #expect(try await bench.registry.history(of: Bench.model).isEmpty)
        #expect(try await bench.registry.jobs(of: Bench.model).isEmpty)
        #expect(try await bench.registry.notes(of: Bench.model) == ["label: a"])
        #expect(try await bench.hasSoundReferences())

        let next = try await bench.registry.nextBatches(of: Bench.model, maxBatches: 9, maxRows: 999)
        #expect(next.map(\.id) == batches)
        let version = try await bench.learn()
        #expect(version.number == VersionNumber(4) && version.parent == nil, "numbers go on")
        #expect(try await bench.registry.versionCount(of: Bench.model) == 1)
    }

    @Test("leaves a line with who, why and how much that stays")
    func line() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try await bench.learn()
        try await bench.relearn()
        try await bench.learn()
        try await bench.relearn(.reformed)
        let lines = try await bench.registry.changes(of: Bench.model)
        #expect(lines.map(\.kind) == [.reformed, .relearned])
        #expect(lines.map(\.versions) == [1, 1] && lines.map(\.batches) == [2, 2])
        #expect(lines.allSatisfy { $0.by == Bench.person && $0.reason == "wrong label" })
    }

    @Test("decides on each file anew: a refused one may be readable, an accepted one refused, a duplicate no duplicate")
    func verdicts() async throws {
        let bench = try Bench()
        let refused = Bench.record("bad", source: 1, verdict: .refused(reason: "no column 'b'"))
        let first = try await bench.registry.recordIntake([refused])[0].batch.id
        let second = try await bench.waiting(2...2)[0]
        let twin = try await bench.registry.recordIntake([Bench.record("2 in another order", source: 3, rows: "2")])[0].batch
        #expect(twin.state == .duplicate)
        let fourth = try await bench.waiting(4...4)[0]
        try await bench.learn()

        let outcome = try await bench.relearn { file in
            switch file.id {
            case second: Bench.reading(file.id, refused: "no column 'a'")
            // Under the new form the first and the last have the same rows.
            case first, fourth: Bench.reading(file.id, rows: "one")
            default: Bench.reading(file.id)
            }
        }
        #expect(outcome.batches.map(\.state) == [.waiting, .refused, .waiting, .duplicate])
        #expect(outcome.batches[1].reason == "no column 'a'" && outcome.batches[1].rowsDigest == nil)
        #expect(outcome.batches[3].duplicateOf == first)
        #expect(outcome.newlyRefused == [second])
        #expect(outcome.change.batches == 2)
    }

    @Test("leaves aside what a person set aside, its duplicates too, and reads it again when it is queued again")
    func setAside() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        let twin = try await bench.registry.recordIntake([Bench.record("1", source: 3)])[0].batch
        try await bench.registry.setAside(batches[0], reason: "wrong labels")
        let outcome = try await bench.relearn()
        #expect(outcome.batches.map(\.id) == [batches[1]] && outcome.setAside == 1)
        let aside = try await bench.registry.batch(batches[0])
        #expect(aside.state == .setAside && aside.reason == "wrong labels" && aside.rowsDigest == nil)
        #expect(try await bench.registry.batch(twin.id).duplicateOf == batches[0])

        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.requeue(batches[0]) }
        #expect(refusal?.what == "batch \(batches[0]) was read with earlier settings of 'iris' and must be read again first")
        let unreadable = try await bench.registry.requeue(batches[0], reading: Bench.reading(batches[0], refused: "no column 'a'"))
        #expect(unreadable.state == .refused && unreadable.reason == "no column 'a'")
    }

    @Test("reads a file that was set aside into the new form when it is queued again")
    func requeue() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        try await bench.registry.setAside(batches[0], reason: "later")
        try await bench.relearn()
        let old = Bench.reading(batches[0], schema: Bench.schema)
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.requeue(batches[0], reading: old) }
        #expect(refusal?.what == "the file was read under a schema that is not the model's")
        let again = try await bench.registry.requeue(batches[0], reading: Bench.reading(batches[0]))
        #expect(again.state == .waiting && again.rowCount == 50 && again.notes == ["label: a"])
    }

    @Test("is told of the job that ran; what becomes of its candidate is dropped")
    func runningJob() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        try await bench.learn()
        let job = try await bench.begin([batches[1]])
        #expect(try await bench.registry.isRunning(job.id))
        let outcome = try await bench.relearn()
        #expect(outcome.staleJob == job.id)
        #expect(try await !bench.registry.isRunning(job.id))
        await #expect(throws: Refusal.self) { try await bench.commit(job) }
        #expect(try await bench.registry.versions(of: Bench.model).isEmpty)
        #expect(try await bench.state(batches[1]) == .waiting)
    }

    @Test("joins the halves of a split job again")
    func halves() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        _ = try await bench.registry.splitJob(bench.begin(batches).id, reason: "crashed")
        try await bench.relearn()
        #expect(try await bench.registry.nextBatches(of: Bench.model, maxBatches: 9, maxRows: 999).map(\.id) == batches)
    }

    @Test("keeps a paused model paused")
    func onHold() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        try await bench.registry.pause(Bench.model, reason: "look first", by: Bench.person)
        try await bench.relearn()
        #expect(try await bench.registry.model(Bench.model).paused?.reason == "look first")
    }

    @Test("changes nothing where no file can be read, and names the first one's reason")
    func nothingReadable() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        try await bench.learn()
        let before = try await bench.contents()
        let refusal = await #expect(throws: Refusal.self) {
            try await bench.relearn(reading: { Bench.reading($0.id, refused: "no column 'x'") })
        }
        #expect(refusal?.kind == .conflict)
        #expect(refusal?.what.hasSuffix("so nothing was changed; batch \(batches[0]): no column 'x'") == true)
        #expect(try await bench.contents() == before)
        #expect(try await bench.registry.model(Bench.model).servingVersion == VersionNumber(1))
    }

    @Test("changes nothing where a file came while the others were read, or one was set aside")
    func meanwhile() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...2)
        try await bench.learn()
        let readings = batches.map { Bench.reading($0) }
        try await bench.waiting(3...3)
        let before = try await bench.contents()
        await #expect(throws: StaleReadings(model: Bench.model)) {
            try await bench.registry.relearn(
                Relearning(
                    model: Bench.model,
                    kind: .relearned,
                    readings: readings,
                    formSettings: Bench.settings,
                    by: Bench.person,
                    reason: nil
                )
            )
        }
        #expect(try await bench.contents() == before)
    }
}

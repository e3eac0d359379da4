import Domain
import Hashing
import Registry
import Testing

@Suite("Recording taken files")
struct IntakeTests {
    @Test("makes the model and sets its schema by the first accepted file")
    func firstFile() async throws {
        let bench = try Bench()
        let results = try await bench.registry.recordIntake([
            Bench.record("bad", source: 1, verdict: .refused(reason: "no header")), Bench.record("good", source: 2),
        ])
        #expect(results.map(\.batch.state) == [.refused, .waiting])
        #expect(results[0].batch.reason == "no header")
        let model = try await bench.registry.model(Bench.model)
        #expect(model.schema == Bench.schema)
        #expect(model.servingVersion == nil && model.headVersion == nil && model.paused == nil)
    }

    @Test("makes no model of a name whose files were all refused, and says why where it is asked for")
    func refusedOnly() async throws {
        let bench = try Bench()
        let result = try await bench.registry.recordIntake([Bench.record("bad", source: 1, verdict: .refused(reason: "no header"))])[0]
        #expect(!result.hasModel)
        #expect(try await bench.registry.models().isEmpty)
        #expect(try await bench.registry.batches(of: Bench.model).map(\.id) == [result.batch.id])
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.model(Bench.model) }
        #expect(refusal?.kind == .notFound)
        #expect(refusal?.what == "there is no model 'iris' yet; its file a.csv was refused: no header")

        let second = try await bench.registry.recordIntake([Bench.record("good", source: 2)])[0]
        #expect(second.hasModel)
        #expect(try await bench.registry.models().map(\.name) == [Bench.model])
    }

    @Test("keeps what was understood of a file, and the settings under which the first was read")
    func notes() async throws {
        let bench = try Bench()
        var first = Bench.record("1", source: 1)
        first.formSettings = Array(#"{"label":"b"}"#.utf8)
        first.notes = ["label: b (the last column)"]
        var second = Bench.record("2", source: 2)
        second.formSettings = Array(#"{"label":"c"}"#.utf8)
        second.notes = ["2 rows are repeated"]
        let batches = try await bench.registry.recordIntake([first, second]).map(\.batch)
        #expect(batches.map(\.notes) == [first.notes, second.notes])
        #expect(try await bench.registry.model(Bench.model).formSettings == first.formSettings)
        #expect(try await bench.registry.notes(of: Bench.model) == first.notes)
    }

    @Test("records nothing of a group in which a file was read under another schema")
    func otherSchema() async throws {
        let bench = try Bench()
        let group = [
            Bench.record("1", source: 1), Bench.record("2", source: 2, verdict: .accepted(schema: Array(#"{"columns":[]}"#.utf8))),
        ]
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.recordIntake(group) }
        #expect(refusal?.kind == .conflict)
        #expect(try await bench.registry.models().isEmpty)
    }

    @Test("gives the same batch for a source that was recorded, once or often")
    func sameSource() async throws {
        let bench = try Bench()
        let records = [Bench.record("1", source: 1), Bench.record("bad", source: 2, verdict: .refused(reason: "empty"))]
        let first = try await bench.registry.recordIntake(records)
        let again = try await bench.registry.recordIntake(records)
        #expect(first.map(\.isNew) == [true, true])
        #expect(again.map(\.isNew) == [false, false])
        #expect(again.map(\.batch) == first.map(\.batch))
    }

    @Test("does not take a file for another whose inode number it got, even with its times and size")
    func reusedInode() async throws {
        let bench = try Bench()
        let first = try await bench.registry.recordIntake([Bench.record("1", source: 1)])
        let second = try await bench.registry.recordIntake([Bench.record("2", source: 1)])
        #expect(second[0].isNew)
        #expect(second[0].batch.id != first[0].batch.id)
        #expect(try await bench.registry.recordIntake([Bench.record("2", source: 1)])[0].batch.id == second[0].batch.id)
    }

    @Test("calls the same bytes, or the same rows, from another source a duplicate", arguments: [nil, "1"])
    func duplicate(rows: String?) async throws {
        let bench = try Bench()
        let first = try await bench.waiting(1...1)[0]
        let content = rows == nil ? "1" : "1 in another order"
        let second = try await bench.registry.recordIntake([Bench.record(content, source: 2, rows: rows)])[0]
        #expect(second.batch.state == .duplicate)
        #expect(second.batch.duplicateOf == first)
        #expect(second.isNew)
    }

    @Test("is a duplicate of a twin in the same group")
    func duplicateInGroup() async throws {
        let bench = try Bench()
        let results = try await bench.registry.recordIntake([Bench.record("1", source: 1), Bench.record("1", source: 2)])
        #expect(results.map(\.batch.state) == [.waiting, .duplicate])
    }

    @Test(
        "decides by the twin's state whether the same bytes are learned again",
        arguments: [
            (BatchState.waiting, BatchState.duplicate), (.training, .duplicate), (.learned, .duplicate), (.held, .duplicate),
            (.setAside, .duplicate), (.refused, .waiting),
        ]
    )
    func twins(twin: BatchState, outcome: BatchState) async throws {
        let bench = try Bench()
        if twin == .refused {
            _ = try await bench.registry.recordIntake([Bench.record("1", source: 1, verdict: .refused(reason: "too few rows"))])
        } else {
            let batch = try await bench.waiting(1...1)[0]
            switch twin {
            case .training: _ = try await bench.begin([batch])
            case .learned: try await bench.learn()
            case .held: try await bench.learn(.held(reason: "forgets"))
            case .setAside: try await bench.registry.setAside(batch, reason: "later")
            default: break
            }
            #expect(try await bench.state(batch) == twin)
        }
        #expect(try await bench.registry.recordIntake([Bench.record("1", source: 2)])[0].batch.state == outcome)
    }

    @Test("refuses a refused file again")
    func refusedAgain() async throws {
        let bench = try Bench()
        let results = try await bench.registry.recordIntake([
            Bench.record("1", source: 1, verdict: .refused(reason: "empty")),
            Bench.record("1", source: 2, verdict: .refused(reason: "empty")),
        ])
        #expect(results.map(\.batch.state) == [.refused, .refused])
    }

    @Test("keeps a file that was refused unread, without a digest")
    func unread() async throws {
        let bench = try Bench()
        var record = Bench.record("1", source: 1, verdict: .refused(reason: "no permission"))
        record.digest = nil
        record.rowsDigest = nil
        #expect(try await bench.registry.recordIntake([record])[0].batch.digest == nil)
    }

    @Test("keeps counts, name and warnings")
    func details() async throws {
        let bench = try Bench()
        var record = Bench.record("1", source: 1, name: "ä \"quoted\".csv")
        record.warnings = ["column 'x' is unknown", "line\nbreak"]
        record.refusedRowCount = 3
        let before = UnixTime.now()
        let batch = try await bench.registry.recordIntake([record])[0].batch
        #expect(batch.fileName == record.fileName)
        #expect(batch.warnings == record.warnings)
        #expect(batch.refusedRowCount == 3)
        #expect(batch.digest == record.digest && batch.rowsDigest == record.rowsDigest)
        #expect((before.milliseconds...UnixTime.now().milliseconds).contains(batch.receivedAt.milliseconds))
    }
}

@Suite("Batches")
struct BatchTests {
    @Test("are listed newest first, by model, state and page")
    func lists() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...5)
        try await bench.registry.setAside(batches[1], reason: "later")
        #expect(try await bench.registry.batches(of: nil).map(\.id) == batches.reversed())
        #expect(try await bench.registry.batches(of: Bench.model, states: [.setAside]).map(\.id) == [batches[1]])
        #expect(try await bench.registry.batches(of: Bench.model, before: batches[3], limit: 2).map(\.id) == [batches[2], batches[1]])
        #expect(try await bench.registry.batches(of: Bench.model, digest: SHA256.hash("3")).map(\.id) == [batches[2]])
        #expect(try await bench.registry.batchCounts() == [Bench.model: [.waiting: 4, .setAside: 1]])
    }

    @Test("are counted by model while something may become of them; a model without any is there, a name that is no model is not")
    func openFiles() async throws {
        let bench = try Bench()
        var refused = Bench.record("x", source: 9, verdict: .refused(reason: "no table"))
        refused.model = try ModelName("nothing")
        _ = try await bench.registry.recordIntake([refused])
        #expect(try await bench.registry.openFiles().isEmpty)
        let batches = try await bench.waiting(1...4)
        try await bench.learn()
        try await bench.learn(.held(reason: "forgets"))
        try await bench.registry.setAside(batches[2], reason: "later")
        #expect(
            try await bench.registry.openFiles()
                == [OpenFiles(model: Bench.model, isPaused: false, counts: [.waiting: 1, .held: 1, .setAside: 1])]
        )
        let job = try await bench.begin([batches[3]])
        #expect(try await bench.registry.openFiles()[0].counts[.training] == 1)
        #expect(try await bench.registry.jobState(job.id) == .running)
        _ = try await bench.commit(job)
        #expect(try await bench.registry.jobState(job.id) == .succeeded)
        try await bench.registry.setAside(batches[1], reason: "no")
        try await bench.registry.pause(Bench.model, reason: "look", by: Bench.person)
        #expect(try await bench.registry.openFiles() == [OpenFiles(model: Bench.model, isPaused: true, counts: [.setAside: 2])])
        #expect(try await bench.registry.jobState(JobID(77)) == nil)
    }

    @Test("go back into the queue from set aside and held, and from nowhere else")
    func requeue() async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...3)
        try await bench.learn(.held(reason: "forgets"))
        try await bench.registry.setAside(batches[1], reason: "later")
        for batch in batches.prefix(2) { #expect(try await bench.registry.requeue(batch).state == .waiting) }
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.requeue(batches[2]) }
        #expect(refusal?.what == "batch \(batches[2]) is already waiting; only held or set-aside files can be requeued")
        try await bench.learn()
        let learned = await #expect(throws: Refusal.self) { try await bench.registry.setAside(batches[0], reason: "no") }
        #expect(learned?.what == "batch \(batches[0]) is already learned; only held, waiting or set-aside files can be set aside")
    }

    @Test("set aside are not learned under another name, and are once they are queued again")
    func setAsideTwin() async throws {
        let bench = try Bench()
        let batch = try await bench.waiting(1...1)[0]
        try await bench.registry.setAside(batch, reason: "later")
        let twin = try await bench.registry.recordIntake([Bench.record("1", source: 2, name: "again.csv")])[0].batch
        #expect(twin.state == .duplicate && twin.duplicateOf == batch)
        #expect(try await bench.registry.requeue(batch).state == .waiting)
        #expect(try await bench.registry.batch(twin.id).state == .duplicate)
    }

    @Test("can be refused while they wait")
    func refuse() async throws {
        let bench = try Bench()
        let batch = try await bench.waiting(1...1)[0]
        let refused = try await bench.registry.refuse(batch, reason: "not readable after all")
        #expect(refused.state == .refused && refused.reason == "not readable after all")
    }

    @Test("that are not there are named")
    func unknown() async throws {
        let bench = try Bench()
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.batch(BatchID(42)) }
        #expect(refusal?.kind == .notFound)
        #expect(refusal?.what == "there is no batch 42")
    }
}

@Suite("A form that grows")
struct GrowingFormTests {
    private let longer = Array(#"{"columns":["a"],"label":"b","more":"c"}"#.utf8)

    @Test("is the model's from the first file that extends it, and later files are read under it")
    func extending() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        _ = try await bench.registry.recordIntake([
            Bench.record("2", source: 2, verdict: .accepted(schema: longer, extending: Bench.schema))
        ])
        #expect(try await bench.registry.model(Bench.model).schema == longer)
        _ = try await bench.registry.recordIntake([Bench.record("3", source: 3, verdict: .accepted(schema: longer))])
        let refusal = await #expect(throws: Refusal.self) { try await bench.registry.recordIntake([Bench.record("4", source: 4)]) }
        #expect(refusal?.what == "the file was read under a schema that is not the model's")
    }
}

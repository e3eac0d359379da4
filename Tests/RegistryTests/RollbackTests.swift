import Domain
import GRDB
import Registry
import Testing

/// What people and the daemon do, one after another, and how it must stand in the end. The n-th `learn` or `heldByGate` takes the oldest
/// waiting batch; files 1, 2, 3, 4 wait from the beginning.
struct Story: CustomTestStringConvertible {
    enum Step {
        case learn, heldByGate
        case back, backRequeueing
        case backTo(Int), fallBackTo(Int), promote(Int), resume
        case requeue(Int)
    }

    var testDescription: String
    var steps: [Step]
    var serving: Int
    var parentOfNext: Int { serving }
    /// A letter a batch: W(aiting), L(earned), H(eld), S(et aside).
    var batches: String
    var paused: Bool

    static let all = [
        Story(testDescription: "back goes one back", steps: [.learn, .learn, .learn, .back], serving: 2, batches: "LLSW", paused: true),
        Story(
            testDescription: "back twice goes further",
            steps: [.learn, .learn, .learn, .back, .back],
            serving: 1,
            batches: "LSSW",
            paused: true
        ),
        Story(
            testDescription: "back after learning on never goes to the version left",
            steps: [.learn, .learn, .learn, .back, .resume, .learn, .back],
            serving: 2,
            batches: "LLSS",
            paused: true
        ),
        Story(
            testDescription: "back requeueing lets them be learned again",
            steps: [.learn, .learn, .learn, .backRequeueing],
            serving: 2,
            batches: "LLWW",
            paused: true
        ),
        Story(
            testDescription: "what was requeued is learned in the next version",
            steps: [.learn, .learn, .backRequeueing, .resume, .learn],
            serving: 3,
            batches: "LLWW",
            paused: false
        ),
        Story(
            testDescription: "going to any version leaves all since",
            steps: [.learn, .learn, .learn, .learn, .backTo(1)],
            serving: 1,
            batches: "LSSS",
            paused: true
        ),
        Story(
            testDescription: "going forward again brings its batches back",
            steps: [.learn, .learn, .learn, .backTo(1), .backTo(3)],
            serving: 3,
            batches: "LLLW",
            paused: true
        ),
        Story(
            testDescription: "going forward takes what was requeued out of the queue",
            steps: [.learn, .learn, .backRequeueing, .backTo(2)],
            serving: 2,
            batches: "LLWW",
            paused: true
        ),
        Story(
            testDescription: "across branches, what both know stays learned",
            steps: [.learn, .learn, .learn, .backRequeueing, .resume, .learn, .backTo(3)],
            serving: 3,
            batches: "LLLW",
            paused: true
        ),
        Story(
            testDescription: "back passes over a held version",
            steps: [.learn, .heldByGate, .learn, .back],
            serving: 1,
            batches: "LHSW",
            paused: true
        ),
        Story(testDescription: "promote", steps: [.learn, .heldByGate, .promote(2)], serving: 2, batches: "LLWW", paused: false),
        Story(
            testDescription: "promote beside a later version requeues what that had learned",
            steps: [.learn, .heldByGate, .learn, .promote(2)],
            serving: 2,
            batches: "LLWW",
            paused: false
        ),
        Story(
            testDescription: "promote takes a batch out of the queue that waited again",
            steps: [.learn, .heldByGate, .requeue(2), .promote(2)],
            serving: 2,
            batches: "LLWW",
            paused: false
        ),
        Story(
            testDescription: "a model's first version may be promoted",
            steps: [.heldByGate, .promote(1)],
            serving: 1,
            batches: "LWWW",
            paused: false
        ),
        Story(
            testDescription: "back from a promoted version goes to its parent",
            steps: [.learn, .heldByGate, .promote(2), .back],
            serving: 1,
            batches: "LSWW",
            paused: true
        ),
        Story(testDescription: "falling back holds", steps: [.learn, .learn, .fallBackTo(1)], serving: 1, batches: "LSWW", paused: true),
        Story(
            testDescription: "back after falling back goes further",
            steps: [.learn, .learn, .learn, .fallBackTo(2), .back],
            serving: 1,
            batches: "LSSW",
            paused: true
        ),
    ]
}

@Suite("Rollback")
struct RollbackTests {
    @Test("stands as it should", arguments: Story.all)
    func stories(story: Story) async throws {
        let bench = try Bench()
        let batches = try await bench.waiting(1...4)
        for step in story.steps { try await take(step, bench, batches) }

        let model = try await bench.registry.model(Bench.model)
        #expect(model.servingVersion == VersionNumber(story.serving))
        #expect(model.headVersion == VersionNumber(story.serving))
        #expect((model.paused != nil) == story.paused)
        var letters = ""
        for batch in batches {
            letters += [.waiting: "W", .learned: "L", .held: "H", .setAside: "S"][try await bench.state(batch), default: "?"]
        }
        #expect(letters == story.batches)

        if letters.contains("W") {
            try await bench.registry.resume(Bench.model)
            let next = try await bench.learn()
            #expect(next.parent == VersionNumber(story.serving))
            let count = try await bench.registry.versions(of: Bench.model).count
            #expect(next.number.rawValue == count, "numbers go on, none is used again")
        }
    }

    private func take(_ step: Story.Step, _ bench: Bench, _ batches: [BatchID]) async throws {
        func back(_ version: Int?, requeue: Bool = false) async throws {
            _ = try await bench.registry.rollback(
                Bench.model,
                to: version.map { VersionNumber($0) },
                requeue: requeue,
                reason: "wrong labels",
                by: Bench.person,
                dryRun: false
            )
        }
        switch step {
        case .learn: try await bench.learn()
        case .heldByGate: try await bench.learn(.held(reason: "forgets"))
        case .back: try await back(nil)
        case .backRequeueing: try await back(nil, requeue: true)
        case .backTo(let version): try await back(version)
        case .fallBackTo(let version): _ = try await bench.registry.fallback(Bench.model, to: VersionNumber(version), reason: "damaged")
        case .promote(let version):
            _ = try await bench.registry.promote(VersionNumber(version), of: Bench.model, reason: nil, by: Bench.person)
        case .resume: #expect(try await bench.registry.resume(Bench.model))
        case .requeue(let batch): try await bench.registry.requeue(batches[batch - 1])
        }
    }

    private func learned(_ count: Int) async throws -> (Bench, [BatchID]) {
        let bench = try Bench()
        let batches = try await bench.waiting(1...max(1, count))
        for _ in 0..<count { try await bench.learn() }
        return (bench, batches)
    }

    @Test(
        "from a version that names batches it never learned sets aside what it did learn",
        arguments: ["16777228", "1", "(SELECT id FROM batch WHERE model_id != version_batch.model_id)"]
    )
    func damagedNames(name: String) async throws {
        let (bench, batches) = try await learned(3)
        var record = Bench.record("9", source: 9)
        record.model = try ModelName("other")
        let other = try await bench.registry.recordIntake([record])[0].batch.id
        try await bench.registry.queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF; UPDATE version_batch SET batch_id = \(name) WHERE number = 3")
        }
        _ = try await bench.registry.fallback(Bench.model, to: VersionNumber(2), reason: "version 3 is damaged")
        #expect(try await bench.registry.batch(batches[0]).state == .learned)
        #expect(try await bench.registry.batch(batches[1]).state == .learned)
        let left = try await bench.registry.batch(batches[2])
        #expect(left.state == .setAside && left.reason == "version 3 is damaged")
        #expect(try await bench.registry.batch(other).state == .waiting)
    }

    @Test("logs who, when, why, from and to")
    func log() async throws {
        let (bench, batches) = try await learned(2)
        let outcome = try await bench.registry.rollback(
            Bench.model,
            to: nil,
            requeue: false,
            reason: "wrong labels",
            by: Bench.person,
            dryRun: false
        )
        #expect(outcome.from == VersionNumber(2) && outcome.to == VersionNumber(1) && outcome.applied && outcome.staleJob == nil)
        #expect(outcome.learnedSince.map(\.id) == [batches[1]])
        #expect(outcome.learnedSince[0].reason == "rolled back from version 2 to 1: wrong labels")
        let entry = try await bench.registry.history(of: Bench.model)[0]
        #expect(entry.kind == .rollback && entry.from == VersionNumber(2) && entry.to == VersionNumber(1))
        #expect(entry.by == Bench.person && entry.reason == "wrong labels")
        let pause = try await bench.registry.model(Bench.model).paused
        #expect(pause?.reason == "rolled back from version 2 to 1: wrong labels" && pause?.by == Bench.person)
    }

    @Test("tells in a dry run what it would do, and does nothing")
    func dryRun() async throws {
        let (bench, batches) = try await learned(3)
        let before = try await bench.registry.versions(of: Bench.model)
        let outcome = try await bench.registry.rollback(
            Bench.model,
            to: VersionNumber(1),
            requeue: true,
            reason: nil,
            by: Bench.person,
            dryRun: true
        )
        #expect(!outcome.applied && outcome.to == VersionNumber(1))
        #expect(outcome.learnedSince.map(\.id) == [batches[1], batches[2]])
        #expect(outcome.learnedSince.allSatisfy { $0.state == .waiting })
        let model = try await bench.registry.model(Bench.model)
        #expect(model.servingVersion == VersionNumber(3) && model.paused == nil)
        #expect(try await bench.registry.versions(of: Bench.model) == before)
        #expect(try await bench.registry.history(of: Bench.model).count == 3)
    }

    @Test(
        "is refused with the reason",
        arguments: [
            (0, nil, "model 'iris' has nothing to go back to: no version serves yet"),
            (1, nil, "model 'iris' has nothing to go back to: version 1 is the first that served"),
            (2, 7, "model 'iris' has no version 7"), (2, 2, "version 2 of 'iris' is already serving"),
        ] as [(Int, Int?, String)]
    )
    func refusals(count: Int, to: Int?, what: String) async throws {
        let (bench, _) = try await learned(count)
        let refusal = await #expect(throws: Refusal.self) {
            try await bench.registry.rollback(
                Bench.model,
                to: to.map { VersionNumber($0) },
                requeue: false,
                reason: nil,
                by: Bench.person,
                dryRun: false
            )
        }
        #expect(refusal?.what == what)
        #expect(try await bench.registry.model(Bench.model).paused == nil)
    }

    @Test("does not go to a held version, and only a held version is promoted")
    func held() async throws {
        let bench = try Bench()
        try await bench.waiting(1...2)
        try await bench.learn()
        try await bench.learn(.held(reason: "forgets"))
        var refusal = await #expect(throws: Refusal.self) {
            try await bench.registry.rollback(
                Bench.model,
                to: VersionNumber(2),
                requeue: false,
                reason: nil,
                by: Bench.person,
                dryRun: false
            )
        }
        #expect(refusal?.fix == "use 'learnctl promote iris 2' to let it serve")
        refusal = await #expect(throws: Refusal.self) {
            try await bench.registry.promote(VersionNumber(1), of: Bench.model, reason: nil, by: Bench.person)
        }
        #expect(refusal?.what == "version 1 of 'iris' is already serving")
    }
}

@Suite("Holding a model")
struct HoldTests {
    @Test("says whether it changed anything, and keeps who and why")
    func pause() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        #expect(try await bench.registry.pause(Bench.model, reason: "look first", by: Bench.person))
        #expect(try await !bench.registry.pause(Bench.model, reason: "still looking", by: Bench.person))
        let pause = try await bench.registry.model(Bench.model).paused
        #expect(pause?.reason == "still looking" && pause?.by == Bench.person)
        // Without a reason, what was said before stands, with who said it and when.
        #expect(try await !bench.registry.pause(Bench.model, reason: nil, by: .daemon))
        #expect(try await bench.registry.model(Bench.model).paused == pause)
        #expect(try await bench.registry.resume(Bench.model))
        #expect(try await !bench.registry.resume(Bench.model))
        #expect(try await bench.registry.model(Bench.model).paused == nil)
    }

    @Test("without a reason, names who did it", arguments: [("ada", "by ada"), (nil, "by uid 1000")] as [(String?, String)])
    func nameless(user: String?, reason: String) async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        #expect(try await bench.registry.pause(Bench.model, reason: nil, by: Initiator(uid: 1000, pid: 77, user: user)))
        #expect(try await bench.registry.model(Bench.model).paused?.reason == reason)
    }

    @Test("accepts files meanwhile")
    func intake() async throws {
        let bench = try Bench()
        try await bench.waiting(1...1)
        try await bench.registry.pause(Bench.model, reason: "look first", by: Bench.person)
        let batch = try await bench.waiting(2...2)[0]
        #expect(try await bench.state(batch) == .waiting)
    }
}

import Domain
import FoundationEssentials
import Hashing
import Inbox
import Logging
import Registry
import Testing

@Suite("Taking files, killed anywhere")
struct KillTests {
    /// Where a kill comes: after the n-th step of a kind; step nil is right after the transaction.
    struct Moment: CustomTestStringConvertible {
        var step: IntakeStep?
        var number: Int
        var testDescription: String { step.map { "\($0) \(number)" } ?? "recorded" }

        /// The steps of a plain file.
        static let all =
            IntakeStep.allCases.filter { $0 != .halfMoved && $0 != .spent }.flatMap { step in (1...3).map { Moment(step: step, number: $0) }
            }
            + [Moment(step: nil, number: 1)]
    }

    @Test("each file is recorded once, in order, and none is lost", arguments: Moment.all, [3, 6])
    func killed(moment: Moment, count: Int) async throws {
        let inbox = try InboxFolder()
        for number in 1...count { try inbox.drop("content \(number)", as: "iris/\(number == 2 ? "bad" : "good")-\(number).csv") }
        let before = try inbox.restless().look().ready.map(\.name)

        let killer = Killer(at: moment.step ?? .unlinked, number: moment.step == nil ? .max : moment.number)
        do {
            let road = try Road(inbox, atStep: killer.pass)
            defer { try? road.registry.close() }
            try await road.travel(inbox.restless(road.sightings)) {
                if moment.step == nil { throw Killed() }
            }
        } catch is Killed {}

        let road = try Road(inbox)
        while try await road.travel(inbox.restless(road.sightings)) > 0 {}
        let batches = try await road.registry.batches(of: InboxFolder.model).reversed()
        #expect(batches.map(\.fileName) == before)
        #expect(batches.allSatisfy { $0.state == ($0.fileName.hasPrefix("bad") ? .refused : .waiting) })
        for (number, batch) in batches.enumerated() {
            let digest = try #require(batch.digest)
            let name = try #require(batch.fileName.split(separator: "-").last?.prefix(1))
            #expect(digest == SHA256.hash("content \(name)"), "batch \(number)")
            try road.archive.verify(digest)
        }
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
        #expect(try inbox.names(inbox.layout.archive + "/incoming").isEmpty)
        #expect(try inbox.names(inbox.layout.rejected + "/iris") == ["bad-2.csv", "bad-2.csv.reason.txt", "bad-2.csv.rows.csv"])
    }

    @Test("a folder and a pair are recorded once each as well, killed at every step", arguments: IntakeStep.allCases, [1, 2])
    func packed(step: IntakeStep, number: Int) async throws {
        let inbox = try InboxFolder()
        try inbox.dropFolder(["cats/1.png": "meow", "dogs/1.png": "woof"], as: "iris/pets")
        try inbox.dropFolder(["a/1.png": "x"], as: "iris/bad")
        for name in ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"] { try inbox.drop(name, as: "iris/" + name) }
        let killer = Killer(at: step, number: number)
        do {
            let road = try Road(inbox, atStep: killer.pass)
            defer { try? road.registry.close() }
            try await road.travel(inbox.restless(road.sightings))
            // A step that comes once in the whole road has no second time.
            #expect(number == 2, "never killed")
        } catch is Killed {}

        let road = try Road(inbox)
        while try await road.travel(inbox.restless(road.sightings)) > 0 {}
        let batches = try await road.registry.batches(of: InboxFolder.model)
        #expect(batches.map(\.fileName).sorted() == ["bad.tar", "pets.tar", "train-idx.tar"])
        #expect(batches.allSatisfy { $0.state == ($0.fileName == "bad.tar" ? .refused : .waiting) })
        for batch in batches { try road.archive.verify(try #require(batch.digest)) }
        #expect(try inbox.names(inbox.path("iris")) == [".taking"])
        #expect(try inbox.names(inbox.path("iris/.taking")).isEmpty)
        #expect(try inbox.names(inbox.layout.archive + "/incoming").isEmpty)
        #expect(try inbox.names(inbox.layout.rejected + "/iris") == ["bad", "bad.reason.txt", "bad.rows.csv"])
        #expect(try inbox.rejected("iris/bad/a/1.png") == "x")
    }

    @Test("a source whose batch was recorded is only removed")
    func recordedBefore() async throws {
        let inbox = try InboxFolder()
        try inbox.drop("x", as: "iris/a.csv")
        do {
            let road = try Road(inbox)
            defer { try? road.registry.close() }
            try await road.travel(inbox.restless(road.sightings)) { throw Killed() }
        } catch is Killed {}
        let road = try Road(inbox)
        #expect(try inbox.restless(road.sightings).look().ready.map(\.isLeftover) == [true])
        try await road.travel(inbox.restless(road.sightings))
        #expect(try await road.registry.batches(of: InboxFolder.model).map(\.state) == [.waiting])
        try inbox.drop("x", as: "iris/a.csv")
        try await road.travel(inbox.restless(road.sightings))
        #expect(try await road.registry.batches(of: InboxFolder.model).map(\.state) == [.duplicate, .waiting])
    }

    @Test("two names of one file in one group are one batch")
    func hardLinks() async throws {
        let inbox = try InboxFolder()
        try inbox.drop("x", as: "iris/a.csv")
        try FileManager.default.linkItem(atPath: inbox.path("iris/a.csv"), toPath: inbox.path("iris/b.csv"))
        let road = try Road(inbox)
        try await road.travel(inbox.restless(road.sightings))
        let learned = try await road.registry.batches(of: InboxFolder.model, states: [.waiting])
        #expect(learned.count == 1)
        #expect(try inbox.restless(road.sightings).look().ready.isEmpty)
    }
}

@Suite("Many files at once", .timeLimit(.minutes(5)))
struct BurstTests {
    /// `LEARND_TEST_BURST=20000 swift test --filter BurstTests` for the number that the issue asks for.
    private static let count = ProcessInfo.processInfo.environment["LEARND_TEST_BURST"].flatMap(Int.init) ?? 3000

    @Test("are each taken exactly once while they are being dropped, with a kill in between")
    func burst() async throws {
        let inbox = try InboxFolder()
        let registry = try VersionRegistry(path: inbox.root + "/learnd.sqlite")
        let count = Self.count
        let dropping = Task.detached {
            for number in 0..<count { try inbox.drop("content \(number)", as: "iris/\(number).csv") }
        }
        let begun = ContinuousClock.now
        for life in 0..<2 {
            let killer = Killer(at: .movedToArchive, number: life == 0 ? count / 3 : .max)
            let road = try Road(inbox, registry: registry, atStep: killer.pass)
            let watcher = try InboxWatcher(inbox: inbox.layout.inbox, sightings: road.sightings, logger: Logger(label: "test"))
            defer { watcher.stop() }
            let scan = inbox.restless(road.sightings)
            do {
                for await _ in watcher.wakeUps {
                    while try await road.travel(scan) > 0 {}
                    let recorded = try await registry.batchCounts()[InboxFolder.model]?[.waiting] ?? 0
                    if recorded == count { break }
                }
            } catch is Killed { continue }
        }
        try await dropping.value
        print("\(count) files taken in \(begun.duration(to: .now))")
        #expect(try await registry.batchCounts() == [InboxFolder.model: [.waiting: count]])
        let digests = Set(try await registry.batches(of: InboxFolder.model, limit: count + 1).compactMap(\.digest))
        #expect(digests == Set((0..<count).map { SHA256.hash("content \($0)") }))
        #expect(try inbox.restless().look().ready.isEmpty)
    }
}
